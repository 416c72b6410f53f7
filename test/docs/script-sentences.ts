import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sentence } from './sentence';

/** What a script may say. */
export interface Sentences {
  /** What it fails with. */
  readonly raised: readonly Sentence[];
  /** What it may put into that. */
  readonly made: readonly Sentence[];
  /** What it says beside that. */
  readonly printed: readonly Sentence[];
}

const LIB = join(__dirname, '../../lib');
/** The classes of exceptions that the scripts raise, and the functions that make one. */
const EXCEPTIONS = ['Final', 'Transient', 'Unusable', 'SystemExit', 'TimeoutError', 'refusal'];

/** The scripts that run in pods, by their path below lib/. */
export function podScriptPaths(): string[] {
  return readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:^|\/)scripts\/[^/]+\.(?:sh|py)$/.test(path))
    .sort();
}

/** What a pod script may say, read out of its source. */
export function sentencesOf(path: string): Sentences {
  const file = join(LIB, path);
  return path.endsWith('.py') ? pythonSentences(file) : shellSentences(readFileSync(file, 'utf8'));
}

function pythonSentences(file: string): Sentences {
  const reader = join(__dirname, 'python_sentences.py');
  const found = JSON.parse(execFileSync('python3', ['-B', reader, file, ...EXCEPTIONS], { encoding: 'utf8' }));
  const sentences = (texts: (string | null)[][]) => texts.map((parts) => generalized(parts.map((part) => part ?? undefined)));
  return { raised: sentences(found.raised), made: sentences(found.made), printed: sentences(found.printed) };
}

/**
 * The arguments of `fail`, and of functions that hand theirs on to it.
 *
 * @throws Error for a call whose arguments are not in double quotes: it would be missed
 */
export function shellSentences(source: string): Sentences {
  const code = source.replace(/^\s*#.*$/gm, '');
  return {
    raised: argumentsOf(code, /\b(?:fail|not_covered)\b(?!\()/g).map(generalized),
    made: [],
    printed: argumentsOf(code, /\becho (?=")/g).map(generalized),
  };
}

function argumentsOf(code: string, command: RegExp): Sentence[] {
  const found: Sentence[] = [];
  for (let match = command.exec(code); match !== null; match = command.exec(code)) {
    let rest = code.slice(command.lastIndex).replace(/^(?:\s|\\\n)+/, '');
    if (!rest.startsWith('"')) throw new Error(`not in double quotes: ${match[0]} ${rest.split('\n')[0]}`);
    while (rest.startsWith('"')) {
      const { sentence, length } = quoted(rest);
      found.push(sentence);
      rest = rest.slice(length).replace(/^(?: |\\\n)+/, '');
    }
    // What was read may have the command's name in it.
    command.lastIndex = code.length - rest.length;
  }
  return found;
}

/** The text in double quotes at the start of some code. */
function quoted(code: string): { readonly sentence: Sentence; readonly length: number } {
  const sentence: (string | undefined)[] = [''];
  for (let at = 1; at < code.length; at++) {
    if (code[at] === '"') return { sentence, length: at + 1 };
    const expansion = code[at] === '$' ? expansionLength(code.slice(at)) : 0;
    if (expansion > 0) {
      sentence.push(undefined, '');
      at += expansion - 1;
    } else {
      if (code[at] === '\\') at++;
      sentence[sentence.length - 1] += code[at];
    }
  }
  throw new Error(`no end of the quotes: ${code.split('\n')[0]}`);
}

/** How long the `$...` is with which some code begins; 0 where it is none. */
function expansionLength(code: string): number {
  const close = { '(': ')', '{': '}' }[code[1]];
  if (close === undefined) return /^\$(?:\w+|[*@#?])/.exec(code)?.[0].length ?? 0;
  let depth = 0;
  for (let at = 1; at < code.length; at++) {
    if (code[at] === "'") at = code.indexOf("'", at + 1);
    if (code[at] === code[1]) depth++;
    if (code[at] === close && --depth === 0) return at + 1;
  }
  throw new Error(`no end of the expansion: ${code.split('\n')[0]}`);
}

/** Without white space around it; with a command that it tells to run as a placeholder, since a page has no backticks in backticks. */
function generalized(sentence: Sentence): Sentence {
  const text = sentence.map((part) => part ?? '\0').join('');
  const parts = text
    .trim()
    .replace(/`[^`]*`/g, '\0')
    .split(/(\0)/);
  return parts.filter((part) => part !== '').map((part) => (part === '\0' ? undefined : part));
}
