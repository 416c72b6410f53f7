import { k8s } from 'cdk8s-plus-28';
import { invalid } from '../validation/invalid';

/** A Kubernetes object, or a part of one, as plain JSON. */
export type PlainObject = { [key: string]: any };

/**
 * A deep copy of Kubernetes JSON that a caller passed in, which is never touched itself.
 *
 * `undefined` and `null` are left out as `kubectl` does. The quantities and int-or-strings of
 * cdk8s-plus become the plain values that they stand for: in a raw ApiObject they would render as `{ value: ... }`.
 *
 * @throws Error for what is no JSON: functions, NaN, class instances, cycles
 */
export function plainObject(constructPath: string, what: string, value: unknown): PlainObject {
  if (!isPlainObject(value)) {
    throw invalid(constructPath, { what, got: describe(value), because: 'native Kubernetes JSON is an object', fix: 'pass an object' });
  }
  return copy(constructPath, what, value, []) as PlainObject;
}

/** The same list with every item copied as `plainObject` does. */
export function plainList(constructPath: string, what: string, value: unknown): PlainObject[] {
  if (!Array.isArray(value)) {
    throw invalid(constructPath, { what, got: describe(value), because: 'native Kubernetes JSON has a list here', fix: 'pass a list' });
  }
  return value.map((item, index) => plainObject(constructPath, `${what}[${index}]`, item));
}

function copy(constructPath: string, what: string, value: unknown, ancestors: readonly unknown[]): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value instanceof k8s.Quantity || value instanceof k8s.IntOrString) return value.value;
  if (ancestors.includes(value)) {
    throw invalid(constructPath, { what, because: 'it contains itself', fix: 'pass JSON without cycles' });
  }
  const path = [...ancestors, value];
  if (Array.isArray(value)) {
    return value.map((item, index) => copy(constructPath, `${what}[${index}]`, item, path)).filter((item) => item !== undefined);
  }
  if (isPlainObject(value)) {
    const result: PlainObject = {};
    for (const [key, item] of Object.entries(value)) {
      const copied = copy(constructPath, `${what}.${key}`, item, path);
      if (copied !== undefined) result[key] = copied;
    }
    return result;
  }
  throw invalid(constructPath, {
    what,
    got: describe(value),
    because: 'it is no JSON',
    fix: 'pass plain Kubernetes JSON: objects, lists, strings, numbers and booleans',
  });
}

function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  // Objects of another realm (a test runner's sandbox, jsii's kernel) have another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : `a ${value.constructor?.name ?? 'object'}`;
  return typeof value === 'function' ? 'a function' : String(value);
}
