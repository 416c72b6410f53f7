import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Sentence } from './sentence';

const LIB = join(__dirname, '../../lib');

/** Every text in the library's sources. */
export function texts(): Sentence[] {
  return sources().flatMap((source) => collect(source, (node) => (isText(node) ? [partsOf(node)] : [])));
}

/** The reasons with which inputs are refused: `because` wherever there is a `fix` beside it, as a text of its own. */
export function reasons(): Sentence[] {
  return sources().flatMap((source) =>
    collect(source, (node) => {
      if (!ts.isObjectLiteralExpression(node)) return [];
      const assigned = (name: string) =>
        node.properties.find((property) => property.name?.getText() === name && ts.isPropertyAssignment(property)) as
          | ts.PropertyAssignment
          | undefined;
      const because = assigned('because')?.initializer;
      return because !== undefined && assigned('fix') !== undefined ? textsOf(because) : [];
    }),
  );
}

/** A text, or both where a condition decides. */
function textsOf(node: ts.Expression): Sentence[] {
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  return isText(node) ? [partsOf(node)] : [];
}

type Text = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression;

function isText(node: ts.Node): node is Text {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
}

function partsOf(node: Text): Sentence {
  if (!ts.isTemplateExpression(node)) return [node.text];
  return [node.head.text, ...node.templateSpans.flatMap((span) => [undefined, span.literal.text])].filter((part) => part !== '');
}

function collect<T>(node: ts.Node, from: (node: ts.Node) => T[]): T[] {
  const found = from(node);
  ts.forEachChild(node, (child) => {
    found.push(...collect(child, from));
  });
  return found;
}

function sources(): ts.SourceFile[] {
  const paths = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return paths.map((path) => ts.createSourceFile(path, readFileSync(join(LIB, path), 'utf8'), ts.ScriptTarget.ES2022, true));
}
