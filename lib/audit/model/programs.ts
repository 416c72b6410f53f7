import type { DataEntry } from './data';

/** `ray start`, also with options of `ray` between the two words, and over the end of a line. */
const STARTS_RAY = /\bray(?:\s+--?[\w-]+(?:[= ]\s*(?!start\b)[^\s-]\S*)?){0,8}\s+start(?![\w-])/;
/** The script by which vLLM's images start Ray on several nodes, and what it is called with. */
const VLLM_SCRIPT = /\bmulti-node-serving\.sh["']?\s+(leader|worker)\b/;

/** Whether a program makes its process a node of a Ray cluster. */
export function startsRay(program: string): boolean {
  return STARTS_RAY.test(program) || VLLM_SCRIPT.test(program);
}

/** The commands by which a program starts nodes of a Ray cluster, each with its flags. */
export function rayStarts(program: string): string[] {
  const starts = [...program.matchAll(new RegExp(`${STARTS_RAY.source}[^;&|\\n]*`, 'g'))].map(([command]) => command);
  const vllm = VLLM_SCRIPT.exec(program)?.[1];
  return vllm === undefined ? starts : [...starts, vllm === 'leader' ? 'ray start --head' : 'ray start'];
}

/** A program on one line for each command: a backslash at the end of a line goes on with the next. */
export function joinLines(program: string): string {
  return program.replace(/\\\r?\n\s*/g, ' ');
}

/** What a program does to a variable before it starts anything: the value, `undefined` for one that is put together there; none if it leaves it alone. */
export function assignmentOf(program: string, variable: string): { readonly value: string | undefined } | undefined {
  if (!program.includes(variable)) return undefined;
  const name = variable.replace(/[^\w]/g, '');
  // A shell's `NAME=value`, also after `export` or `env`; `unset NAME`; Python's `environ['NAME'] = 'value'`.
  const assigned = new RegExp(
    `(?:^|[\\s;&|("'])${name}=(?:"([^"]*)"|'([^']*)'|([^\\s;&|)"']*))` +
      `|(\\bunset(?:\\s+-v)?(?:\\s+\\w+){0,20}\\s+${name}\\b|\\benv(?:\\s+\\S+){0,20}?\\s+(?:-u|--unset=?)\\s*${name}\\b)` +
      `|\\benviron\\[["']${name}["']\\]\\s*=\\s*["']?([^"'\\s]*)`,
    'g',
  );
  const last = [...withoutComments(program).matchAll(assigned)].pop();
  if (last === undefined) return undefined;
  const [, double, single, bare, unset, python] = last;
  if (unset !== undefined) return { value: '' };
  if (single !== undefined) return { value: single };
  const value = double ?? bare ?? python ?? '';
  return { value: /[$`]/.test(value) ? undefined : value };
}

function withoutComments(program: string): string {
  return program.replace(/(^|\s)#[^\n]*/g, '$1');
}

/** The scripts among the entries of a folder that a command line runs, and those that these run. */
export function scriptsRun(commandLine: string, folder: string, entries: readonly DataEntry[]): string[] {
  const run = new Set<DataEntry>();
  const look = (text: string) => {
    for (const entry of entries) {
      if (run.has(entry) || !mentions(text, entry.key)) continue;
      run.add(entry);
      look(entry.content);
    }
  };
  look(commandLine);
  // A loop over the folder names none of them.
  if (run.size === 0 && folder !== '' && commandLine.includes(folder)) return entries.map(({ content }) => content);
  return [...run].map(({ content }) => content);
}

function mentions(text: string, name: string): boolean {
  return name !== '' && new RegExp(`(?:^|[^\\w.-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`).test(text);
}
