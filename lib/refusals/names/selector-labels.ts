import { invalid } from '../invalid';

const NAME = /^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_PREFIX = 253;

/** Refuses labels that nothing can have, and none at all, which would select everything. */
export function requireSelectorLabels(constructPath: string, what: string, labels: { readonly [key: string]: string }): void {
  const entries = Object.entries(labels);
  if (entries.length === 0) {
    throw invalid(constructPath, {
      what,
      got: labels,
      because: 'no labels at all select everything',
      fix: "name at least one label, such as { app: 'web' }, or a namespace as a whole",
    });
  }
  for (const [key, value] of entries) {
    if (isLabelKey(key) && isLabelValue(value)) continue;
    throw invalid(constructPath, {
      what: `${what}: label '${key}'`,
      got: value,
      because: "label keys and values have up to 63 letters, digits, '-', '_' and '.', a letter or digit first and last",
      fix: 'write it as the objects that are meant have it',
    });
  }
}

/** Whether objects can have a label of that name. */
export function isLabelKey(key: string): boolean {
  const slash = key.lastIndexOf('/');
  if (slash === -1) return NAME.test(key);
  const prefix = key.slice(0, slash);
  return prefix.length <= LONGEST_PREFIX && PREFIX.test(prefix) && NAME.test(key.slice(slash + 1));
}

/** Whether labels can have that value. */
export function isLabelValue(value: unknown): boolean {
  return typeof value === 'string' && (value === '' || NAME.test(value));
}
