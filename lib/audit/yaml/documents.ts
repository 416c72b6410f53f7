import { Unreadable } from '../cli/unreadable';
import { isObject, type Json } from '../model/json';
import { YamlPositions } from './positions';
import { DEEPEST, kubernetesSchema, yamlLibrary } from './schema';

/** One document of a YAML file. */
export interface YamlDocument {
  readonly line: number;
  readonly content: unknown;
  readonly positions: YamlPositions;
}

/** How many values aliases may add to a document once they are written out. */
const MOST_VALUES = 1_000_000;

/** A line that ends a document wherever it stands, also within a block of text (YAML 1.2, section 9.1.2). */
const BORDER = /^(?:---|\.\.\.)(?=\s|$)/;
const PREAMBLE = /^(?:%|\s*#|\s*$)/;

/**
 * The documents of a YAML file, read as Kubernetes reads them. Each is parsed by itself, so that the time for one does not depend on how many there are.
 *
 * @param passOver told of what is not valid YAML, too deep, or too large once its aliases are written out; the other documents are read
 * @throws Unreadable for such a document without `passOver`
 */
export function yamlDocuments(file: string, content: string, passOver?: (error: Unreadable) => void): YamlDocument[] {
  return split(content).flatMap((piece) => {
    try {
      return documentsIn(file, piece);
    } catch (error) {
      if (passOver === undefined || !(error instanceof Unreadable)) throw error;
      passOver(error);
      return [];
    }
  });
}

function documentsIn(file: string, { line, firstLine, text }: Piece): YamlDocument[] {
  const where = `${file}:${line}`;
  let content: unknown;
  try {
    content = yamlLibrary().load(text, { schema: kubernetesSchema(), maxDepth: DEEPEST });
  } catch (error) {
    throw new Unreadable(where, `it is no YAML: ${reasonOf(error, firstLine)}`, adviceFor(text));
  }
  requireModestSize(where, content);
  return content === null || content === undefined ? [] : [{ line, content, positions: new YamlPositions(text, firstLine) }];
}

interface Piece {
  /** The first line that says something. */
  readonly line: number;
  /** The line on which the text begins. */
  readonly firstLine: number;
  readonly text: string;
}

function split(content: string): Piece[] {
  const documents: { readonly line: number; readonly lines: string[] }[] = [{ line: 1, lines: [] }];
  content.split(/\r?\n/).forEach((text, index) => {
    const current = documents[documents.length - 1];
    if (text.startsWith('...') && BORDER.test(text)) {
      documents.push({ line: index + 2, lines: [] });
    } else if (text.startsWith('---') && BORDER.test(text) && !current.lines.every((line) => PREAMBLE.test(line))) {
      documents.push({ line: index + 1, lines: [text] });
    } else {
      current.lines.push(text);
    }
  });
  return documents
    .filter(({ lines }) => !lines.every((line) => /^(?:\s*#|\s*$|---\s*(?:#|$))/.test(line)))
    .map(({ line, lines }) => ({ firstLine: line, line: line + leadingPreamble(lines), text: lines.join('\n') }));
}

/** How many lines come before the first that says something, so that a finding points at the object and not at a comment. */
function leadingPreamble(lines: readonly string[]): number {
  return Math.max(
    0,
    lines.findIndex((line) => !PREAMBLE.test(line) && !/^---\s*(?:#|$)/.test(line)),
  );
}

/** Refuses what grows beyond measure once its aliases are written out, or contains itself. */
function requireModestSize(where: string, document: unknown): void {
  const sizes = new Map<Json | readonly unknown[], number>();
  let written = 0;
  const sizeOf = (value: unknown): number => {
    if (!Array.isArray(value) && !isObject(value)) {
      written++;
      return 1;
    }
    const known = sizes.get(value);
    if (known !== undefined) return known;
    written++;
    // Met again before its size is known, it contains itself.
    sizes.set(value, Number.POSITIVE_INFINITY);
    const size = Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item), 1);
    sizes.set(value, size);
    return size;
  };
  if (sizeOf(document) <= MOST_VALUES + written) return;
  throw new Unreadable(
    where,
    `its aliases make more than ${MOST_VALUES} values of it`,
    'write out what you mean, without aliases of aliases',
  );
}

/** What the parser says, in one line, with the line of the file; never the text around it, which may be a secret. */
function reasonOf(error: unknown, firstLine: number): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  const { reason, mark } = error as { reason?: unknown; mark?: { line?: unknown } };
  if (typeof reason !== 'string') return 'the parser gave up';
  const line = typeof mark?.line === 'number' ? ` (line ${firstLine + mark.line})` : '';
  return `${reason.split('\n')[0].slice(0, 120)}${line}`;
}

function adviceFor(text: string): string {
  return text.includes('{{') ? "render the template first, as with 'helm template'" : 'correct it, or pass the manifests alone';
}
