import type { FieldTable, TypeName } from './field-table';

/** Why a value does not fit the table. */
export type Problem = 'unknown field' | 'newer field' | 'removed field' | 'wrong type';

/** A value that does not fit a table of fields. */
export interface Misfit {
  readonly problem: Problem;
  /** The keys and indexes that lead to it. */
  readonly keys: readonly (string | number)[];
  readonly value: unknown;
  /** Of a wrong type: the type that is expected. Of a field: the type that should have it. */
  readonly type: TypeName;
  /** Of a field that another version has: the first that has it, or that does not have it any more. */
  readonly version?: string;
}

/** What values are held against. */
export interface Expectation {
  readonly table: FieldTable;
  /** Whether the version that reads the values is at least this one. */
  readonly atLeast: (version: string) => boolean;
}

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?(\d+\.?\d*|\.\d+))?$/;

/**
 * Reports everything in plain JSON that does not fit a type. Below a field that does not fit nothing else is reported.
 *
 * A decimal number is no quantity: a CustomResourceDefinition takes whole numbers and strings alone.
 */
export function reportMisfits(expectation: Expectation, type: TypeName, value: unknown, report: (misfit: Misfit) => void): void {
  const keys: (string | number)[] = [];
  const tell = (problem: Problem, at: unknown, expected: TypeName, version?: string) =>
    report({ problem, keys: [...keys], value: at, type: expected, version });

  const visitBelow = (key: string | number, child: unknown, expected: TypeName) => {
    keys.push(key);
    visit(child, expected);
    keys.pop();
  };

  const visitField = (key: string, child: unknown, owner: TypeName) => {
    const field = expectation.table.fieldsOf(owner)!.get(key);
    const isNew = field?.since !== undefined && !expectation.atLeast(field.since);
    const isGone = field?.until !== undefined && expectation.atLeast(field.until);
    if (field !== undefined && !isNew && !isGone) {
      visitBelow(key, child, field.type);
    } else {
      keys.push(key);
      tell(problemOf(field === undefined, isNew), child, owner, isNew ? field?.since : field?.until);
      keys.pop();
    }
  };

  const visit = (at: unknown, expected: TypeName): void => {
    if (!fits(at, expected)) {
      tell('wrong type', at, expected);
    } else if (expected.startsWith('[]')) {
      (at as unknown[]).forEach((item, index) => {
        visitBelow(index, item, expected.slice(2));
      });
    } else if (expected.startsWith('{}')) {
      for (const [key, item] of Object.entries(at as object)) visitBelow(key, item, expected.slice(2));
    } else if (expectation.table.fieldsOf(expected) !== undefined) {
      for (const [key, item] of Object.entries(at as object)) visitField(key, item, expected);
    }
  };
  visit(value, type);
}

/** Whether a value is of a type, without what is in it. */
function fits(value: unknown, type: TypeName): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value) && Math.abs(value as number) <= 2 ** 31 && value !== 2 ** 31;
    case 'long':
      return Number.isInteger(value);
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value);
    case 'quantity':
      return typeof value === 'string' ? QUANTITY.test(value) : Number.isInteger(value);
  }
  return type.startsWith('[]') ? Array.isArray(value) : isObject(value);
}

function problemOf(isUnknown: boolean, isNew: boolean): Problem {
  if (isUnknown) return 'unknown field';
  return isNew ? 'newer field' : 'removed field';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
