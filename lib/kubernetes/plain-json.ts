import { type Complaint, invalid } from '../refusals/invalid';
import { shown } from '../refusals/shown';
import { plainValueOf } from './plain-value';

/** A Kubernetes object, or a part of one, as plain JSON. */
export type PlainObject = { [key: string]: any };

/**
 * A deep copy of Kubernetes JSON that a caller passed in, which is never touched itself.
 *
 * `undefined` and `null` are left out as `kubectl` does. A `Quantity`, an `IntOrString`, a `Cpu` of any cdk8s-plus and a `Size` of cdk8s become
 * the plain values that they stand for: in a raw ApiObject they would render as `{ value: ... }`.
 *
 * @throws Error for what is not JSON: functions, NaN, class instances, cycles
 */
export function plainObject(constructPath: string, what: string, value: unknown): PlainObject {
  const position: Position = { constructPath, what, ancestors: [], keys: [] };
  try {
    if (!isPlainObject(value))
      throw refused(position, { got: value, because: 'native Kubernetes JSON is an object', fix: 'pass an object' });
    return copy(value, position) as PlainObject;
  } catch (error) {
    throw isRefusal(error, constructPath) ? error : unreadable(position, error);
  }
}

/** The same list with every item copied as `plainObject` does. */
export function plainList(constructPath: string, what: string, value: unknown): PlainObject[] {
  if (!Array.isArray(value)) {
    throw invalid(constructPath, { what, got: value, because: 'native Kubernetes JSON has a list here', fix: 'pass a list' });
  }
  return value.map((item, index) => plainObject(constructPath, `${what}[${index}]`, item));
}

/** Where in the caller's JSON the copying is: the values around it, and the keys that led there, from which an error is told. */
interface Position {
  readonly constructPath: string;
  readonly what: string;
  readonly ancestors: unknown[];
  readonly keys: (string | number)[];
}

function copy(value: unknown, position: Position): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (position.ancestors.includes(value)) throw refused(position, { because: 'it contains itself', fix: 'pass JSON without cycles' });
  const isList = Array.isArray(value);
  if (!isList && !isPlainObject(value)) {
    const plain = typeof value === 'object' ? plainValueOf(value) : undefined;
    if (plain !== undefined) return plain;
    throw refused(position, {
      got: value,
      because: 'it is not plain JSON',
      fix: 'write objects, lists, strings, numbers and booleans alone',
    });
  }
  position.ancestors.push(value);
  const copied = isList ? copyList(value, position) : copyObject(value, position);
  position.ancestors.pop();
  return copied;
}

function copyList(list: unknown[], position: Position): unknown[] {
  const result: unknown[] = [];
  list.forEach((item, index) => {
    const copied = copyAt(index, item, position);
    if (copied !== undefined) result.push(copied);
  });
  return result;
}

function copyObject(object: PlainObject, position: Position): PlainObject {
  const result: PlainObject = {};
  for (const key of Object.keys(object)) {
    // Assigned, it would be no key, and what was under it would be lost in silence.
    if (key === '__proto__') {
      throw refused(position, {
        because: "no Kubernetes object has a key '__proto__', and JavaScript takes it for something else",
        fix: 'rename it',
      });
    }
    const copied = copyAt(key, object[key], position);
    if (copied !== undefined) result[key] = copied;
  }
  return result;
}

function copyAt(key: string | number, value: unknown, position: Position): unknown {
  position.keys.push(key);
  const copied = copy(value, position);
  position.keys.pop();
  return copied;
}

function refused({ constructPath, what, keys }: Position, complaint: Omit<Complaint, 'what'>): Error {
  const place = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return invalid(constructPath, { what: `${what}${place}`, ...complaint });
}

function isRefusal(error: unknown, constructPath: string): boolean {
  return error instanceof Error && error.message.startsWith(`[${constructPath}] `);
}

/** For getters and proxies, whose own code may fail. */
function unreadable(position: Position, error: unknown): Error {
  const message = error instanceof Error ? error.message : shown(error);
  return refused(position, { because: `it cannot be read: ${message.slice(0, 200)}`, fix: 'pass a plain value' });
}

function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  // Objects of another realm (a test runner's sandbox, jsii's kernel) have another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
