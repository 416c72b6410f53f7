import { apiTypes } from '../../facts/api-types';
import { type Class, isExactly, registerClass } from './classes';
import { requireFields } from './shape';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Members = { [name: string]: unknown };

/** Refuses options of a construct that are unknown, missing or of another type than the compiler would have let through. */
export function requireProps(construct: { readonly node: { readonly path: string } }, className: string, props: unknown): void {
  const field = apiTypes().fieldsOf(className)!.get('props')!;
  const receiver = { label: construct.node.path, name: className, isLenient: !isExactly(className, construct) };
  const given = props ?? {};
  if (typeof given === 'object' && !Array.isArray(given)) {
    requireFields(receiver, '', apiTypes().fieldsOf(field.type)!, given);
  } else {
    requireFields(receiver, '', new Map([['props', field]]), { props: given });
  }
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
  const label = (self as { node?: { path?: string } } | undefined)?.node?.path ?? callable.replace('#', '.');
  const given = Object.fromEntries([...parameters.keys()].map((name, index) => [name, args[index]]));
  requireFields({ label, name: callable.replace('#', '.') }, '', parameters, given);
}
