import type { Misfit } from '../../facts/misfits';
import type { Complaint } from '../invalid';

const NAMES: { readonly [type: string]: string } = {
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number of 32 bits',
  long: 'a whole number',
  intOrString: 'a whole number or a string',
  quantity: "a quantity such as '500m', '1.5' or '2Gi'",
};
/** Fields whose values may be secret: environment variables, passwords, headers. */
const SECRET = /^value$|password|token|secret|credential/i;

/** What is wrong with a value of another type than its field's, and how it is written instead. */
export function typeComplaint(what: string, { keys, type, value }: Misfit, reader: string): Complaint {
  const isShown = isScalar(value) && !keys.some((key) => SECRET.test(`${key}`));
  return {
    what,
    ...(isShown ? { got: value } : {}),
    because: `${reader} expects ${nameOf(type)} here${isShown ? '' : `, not ${kindOf(value)}`}`,
    fix: fixOf(type, value, isShown),
  };
}

/** How a value of a plain type is written instead. */
export function fixOf(type: string, value: unknown, isShown: boolean): string {
  const text = isShown ? String(value) : '...';
  if (type === 'string' && isScalar(value)) return `write it in quotes: '${text}'`;
  if (type === 'quantity' && typeof value === 'number') return `write it in quotes: '${text}'`;
  if (type === 'boolean' && typeof value === 'string' && /^(true|false)$/i.test(value))
    return `write ${value.toLowerCase()} without quotes`;
  if (/^(integer|long|number)$/.test(type) && typeof value === 'string' && /^\d+$/.test(value)) return `write ${text} without quotes`;
  if (type.startsWith('[]'))
    return isScalar(value) ? `write a list: [${typeof value === 'string' ? `'${text}'` : text}]` : 'write a list: [...]';
  if (NAMES[type] === undefined) return 'write an object: { ... }';
  return `write ${nameOf(type)}`;
}

/** A plain type in words. */
export function nameOf(type: string): string {
  if (type.startsWith('[]')) return 'a list';
  return NAMES[type] ?? 'an object';
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}
