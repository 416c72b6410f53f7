import { apiTypes } from '../../facts/api-types';
import { invalid } from '../invalid';
import { accepts, type Class, isExactly, registerClass } from './classes';
import { requireFields } from './shape';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Members = { [name: string]: unknown };
/** Before the name of a parameter that stands for all further arguments. */
const REST = /^\.\.\./;
/** What tells a Chart of any copy of cdk8s. */
const CHART = Symbol.for('cdk8s.Chart');

/** The scope of a new construct, if it is one within a Chart, and the id can be one. */
export function scopeFor<T>(className: string, scope: T, id: unknown): T {
  if (!accepts('Construct', scope)) {
    const swapped = typeof scope === 'string' ? `, as in new ${className}(chart, '${scope}', { ... })` : '';
    throw invalid(className, {
      what: 'scope',
      got: scope,
      because: 'it must be a construct',
      fix: `pass a Chart, or a construct in one${swapped}`,
    });
  }
  const { path, scopes } = (scope as unknown as { node: { path: string; scopes: object[] } }).node;
  if (typeof id !== 'string') {
    throw invalid(path, {
      what: `id of a ${className}`,
      got: id,
      because: 'it must be a string',
      fix: 'pass a name that is unique in its scope',
    });
  }
  if (!scopes.some((one) => CHART in one)) {
    throw invalid(`${path === '' ? '' : `${path}/`}${id}`, {
      what: 'scope',
      got: scope,
      because: `it is in no Chart, and a ${className} is rendered into one`,
      fix: 'pass a Chart, or a construct in one',
    });
  }
  return scope;
}

/** Refuses options of a constructor that are unknown, missing or of another type than the compiler would have let through. */
export function requireProps(made: object, className: string, props: unknown): void {
  const [field] = [...apiTypes().fieldsOf(`${className}()`)!.values()].slice(-1);
  const receiver = { label: labelOf(made, className), name: className, isLenient: !isExactly(className, made) };
  const given = props ?? {};
  if (accepts('{}any', given)) requireFields(receiver, '', apiTypes().fieldsOf(field.type)!, given);
  else requireFields(receiver, '', new Map([['props', field]]), { props: given });
}

/**
 * Has the static factories and methods of a class check their arguments as `requireProps` does those of constructors, which a compiler does not
 * check in JavaScript, and cannot in Python. Only what the public API has is checked.
 */
export function checkArguments(className: string, type: Class): void {
  registerClass(className, type);
  checkMembers(type as unknown as Members, (method) => `${className}.${method}`);
  checkMembers(type.prototype as Members, (method) => `${className}#${method}`);
}

function checkMembers(owner: Members, callableOf: (method: string) => string): void {
  for (const [name, { value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    if (typeof value !== 'function' || !writable || name === 'constructor' || name.startsWith('_')) continue;
    const checked: AnyFunction = function (...args) {
      requireArguments(this, callableOf(name), args);
      return (value as AnyFunction).apply(this, args);
    };
    Object.defineProperty(owner, name, { value: checked, writable: true, configurable: true, enumerable: false });
  }
}

function requireArguments(self: unknown, callable: string, args: readonly unknown[]): void {
  const parameters = apiTypes().fieldsOf(callable);
  if (parameters === undefined) return;
  const label = labelOf(self, callable.replace('#', '.'));
  const fields = new Map([...parameters].map(([name, field]) => [name.replace(REST, ''), field]));
  const given = Object.fromEntries(
    [...parameters.keys()].map((name, index) => [name.replace(REST, ''), REST.test(name) ? args.slice(index) : args[index]]),
  );
  requireFields({ label, name: callable.replace('#', '.') }, '', fields, given);
}

/** A construct by its path, anything else by what is called. */
function labelOf(value: unknown, callable: string): string {
  return (value as { node?: { path?: string } } | undefined)?.node?.path ?? callable;
}
