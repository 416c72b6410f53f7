import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../../lib/audit/rules';
import { RULES_DOC, rulesDoc } from '../../../tools/rules-doc';

test('docs/rules.md is current; `npx tsx tools/rules-doc.ts` writes it anew', () => {
  expect(readFileSync(RULES_DOC, 'utf8')).toBe(rulesDoc());
});

test('every rule has a section under its ID, to which reports link', () => {
  for (const { id } of RULES) expect(rulesDoc()).toContain(`\n### ${id}\n`);
});

test.each([
  ['README.md', `${RULES.length} [rules](docs/rules.md)`],
  ['CHANGELOG.md', `${RULES.length} rules over finished manifests`],
])('%s says how many there are', (file, words) => {
  expect(readFileSync(join(__dirname, '../../..', file), 'utf8')).toContain(words);
});
