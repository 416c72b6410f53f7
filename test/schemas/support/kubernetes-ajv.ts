import Ajv, { type ErrorObject } from 'ajv';
import type { ItemKey } from './closed-schema';

/** Keywords without a rule for one object, or, as CEL, with one that only the API server evaluates. Any other unknown one is an error. */
const KEYWORDS_WITHOUT_RULE = [
  'components',
  'example',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-unions',
  'x-kubernetes-validations',
];

const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** ajv, with the keywords and formats that the schemas of Kubernetes use; one that it does not know stops the test. */
export function kubernetesAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, strictTypes: false, allowUnionTypes: true, code: { regExp: goRegExp, optimize: false } });
  ajv.addVocabulary(KEYWORDS_WITHOUT_RULE);
  ajv.addKeyword({ keyword: 'distinctBy', type: 'array', validate: distinctBy, errors: true });
  ajv.addFormat('int32', { type: 'number', validate: integerOf(32) });
  ajv.addFormat('int64', { type: 'number', validate: integerOf(64) });
  ajv.addFormat('double', { type: 'number', validate: Number.isFinite });
  ajv.addFormat('byte', BASE64);
  ajv.addFormat('date-time', { type: 'string', validate: (text) => RFC_3339.test(text) && !Number.isNaN(Date.parse(text)) });
  ajv.addFormat('quantity', QUANTITY);
  ajv.addFormat('int-or-string', true);
  return ajv;
}

/** One violation in words: where, and what is wrong there. */
export function describeError(error: ErrorObject): string {
  const where = error.instancePath || '/';
  switch (error.keyword) {
    case 'additionalProperties':
      return `${where}: unknown field '${error.params.additionalProperty}'`;
    case 'enum':
      return `${where}: ${error.message} (${error.params.allowedValues.join(', ')})`;
    default:
      return `${where}: ${error.message}`;
  }
}

/** Kubernetes compiles patterns by Go, where `(?i)` at the beginning stands for a flag. */
const goRegExp = Object.assign(
  (pattern: string): RegExp => (pattern.startsWith('^(?i)') ? new RegExp(`^${pattern.slice('^(?i)'.length)}`, 'i') : new RegExp(pattern)),
  { code: 'goRegExp' },
);

function integerOf(bits: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);
}

const distinctBy: { (keys: ItemKey[], items: unknown[]): boolean; errors?: Partial<ErrorObject>[] } = (keys, items) => {
  const seen = new Set<string>();
  distinctBy.errors = [];
  for (const item of items as Record<string, unknown>[]) {
    const key = JSON.stringify(keys.map(({ name, missing }) => item?.[name] ?? missing));
    if (seen.has(key)) {
      distinctBy.errors.push({
        keyword: 'distinctBy',
        message: `two items with the same ${keys.map(({ name }) => name).join(', ')} ${key}`,
      });
    }
    seen.add(key);
  }
  return distinctBy.errors.length === 0;
};
