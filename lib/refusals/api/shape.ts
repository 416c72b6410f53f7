import { apiTypes } from '../../facts/api-types';
import type { Field, Fields, TypeName } from '../../facts/field-table';
import { invalid } from '../invalid';
import { shown } from '../shown';
import { accepts, choicesOf } from './classes';
import { missingComplaint, unknownComplaint, wrongTypeComplaint } from './complaints';
import type { Receiver } from './receiver';

/** Refuses a value of another type, options that are unknown, and such as are missing. */
export function requireShape(receiver: Receiver, what: string, type: TypeName, value: unknown): void {
  if (!accepts(type, value)) throw invalid(receiver.label, wrongTypeComplaint(receiver, what, type, value));
  const one = choicesOf(type).find((candidate) => accepts(candidate, value))!;
  if (one.startsWith('[]')) {
    (value as unknown[]).forEach((item, index) => {
      requireShape(receiver, `${what}[${index}]`, one.slice(2), item);
    });
  } else if (one === 'any') {
    read(receiver, what, () => Object.keys(Object(value)));
  } else if (one.startsWith('{}')) {
    const entries = read(receiver, what, () => Object.entries(value as object));
    for (const [key, item] of entries) requireShape(receiver, `${what}['${key}']`, one.slice(2), item);
  } else {
    const fields = apiTypes().fieldsOf(one);
    if (fields !== undefined) requireFields({ ...receiver, name: one }, `${what}.`, fields, value as object);
  }
}

/** The same of every option of an object, whose own name goes before those of its options. */
export function requireFields(receiver: Receiver, prefix: string, fields: Fields, value: object): void {
  for (const key of keysOf(receiver, prefix, value)) {
    if (fields.has(key)) continue;
    const complaint = unknownComplaint(receiver, prefix, fields, key);
    if (complaint !== undefined) throw invalid(receiver.label, complaint);
  }
  for (const [name, field] of fields)
    requireField(
      receiver,
      `${prefix}${name}`,
      field,
      read(receiver, `${prefix}${name}`, () => Reflect.get(value, name)),
    );
}

function keysOf(receiver: Receiver, prefix: string, value: object): string[] {
  return read(receiver, prefix === '' ? 'props' : prefix.slice(0, -1), () => Object.keys(value));
}

/** What an object's own code gives, a getter or a proxy's handler, which may fail. */
function read<T>({ label }: Receiver, what: string, reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    const message = error instanceof Error ? error.message : shown(error);
    throw invalid(label, { what, because: `it cannot be read: ${message.slice(0, 200)}`, fix: 'pass a plain value' });
  }
}

function requireField(receiver: Receiver, what: string, field: Field, value: unknown): void {
  if (value !== undefined) requireShape(receiver, what, field.type, value);
  else if (!field.optional) throw invalid(receiver.label, missingComplaint(receiver, what, field.type));
}
