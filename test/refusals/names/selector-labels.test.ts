import { requireSelectorLabels } from '../../../lib/refusals/names/selector-labels';
import { refusal } from '../refusals';

const accept = (labels: { [key: string]: string }) => requireSelectorLabels('ray/policy', 'peer', labels);
const prefix = (length: number) => `${'a'.repeat(length)}/name`;

test.each([
  ['app', 'web'],
  ['app', ''],
  ['app.kubernetes.io/name', 'A_b.c-1'],
  [prefix(253), 'x'],
  ['a'.repeat(63), 'x'],
])('%s=%s may be a label', (key, value) => {
  expect(() => accept({ [key]: value })).not.toThrow();
});

test.each([
  ['', 'x'],
  ['-a', 'x'],
  ['a-', 'x'],
  ['A/b', 'x'],
  ['/b', 'x'],
  ['a/', 'x'],
  ['a/b/c', 'x'],
  [prefix(254), 'x'],
  ['a', 'b c'],
  ['a', '-b'],
  ['a', 'x'.repeat(64)],
])('%s=%s may not', (key, value) => {
  expect(refusal(() => accept({ ok: 'x', [key]: value }))).toBe(
    `[ray/policy] peer: label '${key}' is '${value}': label keys and values have up to 63 letters, digits, '-', '_' and '.', a letter or digit first and last. Fix: write it as the objects that are meant have it.`,
  );
});

test('no labels at all are refused', () => {
  expect(refusal(() => accept({}))).toContain('peer is {}: no labels at all select everything. Fix: name at least one label');
});
