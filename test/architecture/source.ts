import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

/** An import, type or not, from one file of `lib/` to another or to a package. */
export interface Import {
  readonly from: string;
  readonly line: number;
  /** A path below the root with its ending, or the name of a package. */
  readonly to: string;
}

/** The files of a folder below the root, with an ending. */
export function filesOf(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

const parsed = new Map<string, ts.SourceFile>();

export function sourceOf(file: string): ts.SourceFile {
  const source = parsed.get(file) ?? ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

/** The line of a node in its file, as editors count. */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** Everything below a node, itself included. */
export function* nodesIn(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesIn(child);
}

/** What a file imports or re-exports, `require()` and `import()` at run time included. */
export function importsOf(file: string): Import[] {
  return [...nodesIn(sourceOf(file))].flatMap((node) => {
    const specifier = specifierOf(node);
    return specifier === undefined ? [] : [{ from: file, line: lineOf(node), to: resolved(file, specifier) }];
  });
}

function specifierOf(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return node.moduleSpecifier.text;
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return node.argument.literal.text;
  }
  const [first] = ts.isCallExpression(node) ? node.arguments : [];
  if (first === undefined || !ts.isStringLiteral(first) || !ts.isCallExpression(node)) return undefined;
  return node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require' ? first.text : undefined;
}

const libFiles = new Set(filesOf('lib', '.ts'));

function resolved(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const path = join(dirname(file), specifier);
  return [`${path}.ts`, `${path}/index.ts`].find((candidate) => libFiles.has(candidate)) ?? path;
}
