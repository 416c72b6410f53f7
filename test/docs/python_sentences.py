"""Prints as JSON what a Python file may say: {"raised": [...], "made": [...], "printed": [...]}, each a list of texts.

A text is a list of parts, null where something is put in. Raised is what an exception gets, or refusal(), which makes one; printed, what print()
gets for the standard output; made, every other text of four words and more, out of which an exception's text may be put together.
"""

import ast
import json
import sys

FEWEST_WORDS = 4


def is_text(node):
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def parts_of(node):
    values = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [value.value if isinstance(value, ast.Constant) else None for value in values]


def words(parts):
    text = ''.join('\0' if part is None else part for part in parts)
    return sum(any(map(str.isalpha, word)) for word in text.split())


class Sentences(ast.NodeVisitor):
    def __init__(self, exceptions):
        self.exceptions = exceptions
        self.found = {'raised': [], 'made': [], 'printed': []}
        self.kind = 'made'

    def within(self, kind, node):
        before, self.kind = self.kind, kind
        self.generic_visit(node)
        self.kind = before

    def visit_Expr(self, node):
        # A docstring is not for those who run the script.
        if not is_text(node.value):
            self.generic_visit(node)

    def visit_Raise(self, node):
        self.within('raised', node)

    def visit_Call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name in ('print', 'say'):
            to_stderr = any(keyword.arg == 'file' for keyword in node.keywords)
            return self.within('made' if to_stderr else 'printed', node)
        if name in self.exceptions:
            return self.within('raised', node)
        return self.generic_visit(node)

    def visit_JoinedStr(self, node):
        self.add(node)
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                # What is put in is not what the exception says by itself.
                self.within('made' if self.kind == 'raised' else self.kind, value)

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            self.add(node)

    def add(self, node):
        parts = parts_of(node)
        if any('\n' in part for part in parts if part) or words(parts) < (2 if self.kind == 'raised' else FEWEST_WORDS):
            return
        self.found[self.kind].append(parts)


def main(path, *exceptions):
    with open(path, encoding='utf-8') as file:
        tree = ast.parse(file.read())
    sentences = Sentences(exceptions)
    sentences.visit(tree)
    print(json.dumps(sentences.found))


main(*sys.argv[1:])
