import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../../lib/audit/rules';

const FOLDER = join(__dirname, '../../../lib/audit/rules');
const files = readdirSync(FOLDER)
  .filter((file) => file !== 'index.ts')
  .map((file) => file.replace(/\.ts$/, ''));

test('every file is a rule of that ID, and in the list', () => {
  expect(RULES.map(({ id }) => id)).toEqual(files.sort());
});

test.each(RULES.map((rule) => [rule.id, rule] as const))('%s says what, why, how to repair it and from where it is known', (id, rule) => {
  for (const text of [rule.title, rule.why, rule.fix, rule.source]) expect(text.trim()).toMatch(/\S.{8,}/);
  expect(rule.title).not.toMatch(/\.$/);
  expect(rule.why).toMatch(/\.$/);
  expect(rule.fix).toMatch(/\.$/);
  expect(existsSync(join(__dirname, `${id}.test.ts`))).toBe(true);
});
