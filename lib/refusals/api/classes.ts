import { apiEnum, apiMembers, apiTypes } from '../../facts/api-types';
import type { TypeName } from '../../facts/field-table';

/** A class, whether its constructor is public or not. */
export interface Class {
  readonly prototype: object;
}

/** The library's classes by name, as far as their files are loaded. */
const classes = new Map<string, Class>();

export function registerClass(name: string, type: Class): void {
  classes.set(name, type);
}

/** Whether a construct is made by `new` of that very class, and not of one that somebody derived from it. */
export function isExactly(name: string, object: object): boolean {
  return object.constructor === classes.get(name);
}

/** The types of which a value may have any: `a` and `b` for `a|b`. In `[]a|b` each item may. */
export function choicesOf(type: TypeName): readonly TypeName[] {
  return /^(\[\]|\{\})/.test(type) ? [type] : type.split('|');
}

/** Whether a value is of a type, without what is in it. What cannot be read is of none. */
export function accepts(type: TypeName, value: unknown): boolean {
  try {
    return choicesOf(type).some((one) => isOf(one, value));
  } catch {
    return false;
  }
}

function isOf(type: TypeName, value: unknown): boolean {
  switch (type) {
    case 'any':
      return value !== undefined && value !== null;
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'number':
      return typeof value === 'number' && !Number.isNaN(value);
    case 'date':
      return Object.prototype.toString.call(value) === '[object Date]';
  }
  if (type.startsWith('[]')) return Array.isArray(value);
  const values = apiEnum(type);
  if (values !== undefined) return values.includes(value as string);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (type.startsWith('{}')) return true;
  if (/^I?Construct$/.test(type)) return isConstruct(value);
  const members = apiMembers(type);
  if (members !== undefined) return members.every((member) => member in value);
  // Options may be of a class that has them as its fields, though not of one of ours, or a construct.
  if (apiTypes().fieldsOf(type) !== undefined) return !isOurs(value) && !('node' in value);
  return isA(type, value);
}

function isConstruct(value: object): boolean {
  const { node } = value as { node?: { path?: unknown; scopes?: unknown } };
  return typeof node?.path === 'string' && Array.isArray(node.scopes);
}

/** By its class, or by the class's name, where another copy of the library made it. */
function isA(name: string, value: object): boolean {
  const type = classes.get(name);
  return (type !== undefined && isMadeBy(type, value)) || classNames(value).includes(name);
}

function isOurs(value: object): boolean {
  return [...classes.values()].some((type) => isMadeBy(type, value));
}

function isMadeBy({ prototype }: Class, value: object): boolean {
  return Object.prototype.isPrototypeOf.call(prototype, value);
}

function classNames(value: object): string[] {
  const names: string[] = [];
  for (let prototype = Object.getPrototypeOf(value); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    if (typeof prototype.constructor === 'function') names.push(prototype.constructor.name);
  }
  return names;
}
