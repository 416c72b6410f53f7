/** How many characters of a value an error shows. */
const LONGEST = 120;
/** How deep, and how wide, a value is read at most: no more than this can be shown. */
const DEEPEST = 4;
const WIDEST = 20;
/** Names of fields that hold secrets, as far as a name tells. */
const SECRET_NAME = /passw|passphrase|secret$|token$|credential|(private|api|access|signing).?key|^(stringData|data)$/i;
const PEM_PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * A value as an error shows it: on one line, cut, without secrets. Any value at all is shown: one that contains itself, a construct, a
 * function, one whose own code fails.
 */
export function shown(value: unknown): string {
  try {
    const text = textOf(value, 0, []);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  } catch {
    return 'a value that cannot be read';
  }
}

function textOf(value: unknown, depth: number, around: readonly object[]): string {
  if (typeof value === 'string') return quoted(value, depth);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return Number.isNaN(value) && depth === 0 ? 'NaN' : String(value);
  if (around.includes(value)) return '...';
  if (Array.isArray(value)) return listOf(value, depth, [...around, value]);
  return isPlain(value) ? objectOf(value, depth, [...around, value]) : instanceOf(value);
}

function quoted(text: string, depth: number): string {
  if (PEM_PRIVATE_KEY.test(text)) return 'a private key in PEM form';
  const cut = text.slice(0, LONGEST + 1);
  return depth === 0 ? `'${cut}'` : JSON.stringify(cut);
}

function listOf(list: readonly unknown[], depth: number, around: readonly object[]): string {
  if (depth === DEEPEST) return '[...]';
  const items = list.slice(0, WIDEST).map((item) => textOf(item, depth + 1, around));
  return `[${[...items, ...(list.length > WIDEST ? ['...'] : [])].join(',')}]`;
}

function objectOf(object: object, depth: number, around: readonly object[]): string {
  if (depth === DEEPEST) return '{...}';
  const keys = Object.keys(object);
  const named = keys.includes('name') && keys.includes('value');
  const fields = keys.slice(0, WIDEST).map((key) => {
    const child: unknown = Reflect.get(object, key);
    // An environment variable, a header: the value may be anything.
    const isSecret = (named && key === 'value') || (SECRET_NAME.test(key) && (typeof child !== 'object' || /data$/i.test(key)));
    return `${JSON.stringify(key)}:${isSecret ? '***' : textOf(child, depth + 1, around)}`;
  });
  return `{${[...fields, ...(keys.length > WIDEST ? ['...'] : [])].join(',')}}`;
}

/** A construct by its path, which says where it is made; anything else by its class. */
function instanceOf(value: object): string {
  const name: unknown = value.constructor?.name;
  const kind = typeof name === 'string' && name !== '' ? name : 'object';
  const path: unknown = (value as { node?: { path?: unknown } }).node?.path;
  return typeof path === 'string' ? `the ${kind} '${path}'` : `${/^[AEIOaeio]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  // Objects of another realm (a test runner's sandbox, jsii's kernel) have another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
