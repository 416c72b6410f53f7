import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostsOfExample } from '../test/support/example';

const EXAMPLES = readdirSync(__dirname).filter((name) => existsSync(join(__dirname, name, 'main.ts')));

test.each(EXAMPLES)('the README of %s says what protects each port', (name) => {
  const readme = readFileSync(join(__dirname, name, 'README.md'), 'utf8');
  const tables = Object.values(hostsOfExample(join(__dirname, name))).map((host) => host.exposureTable().trim());
  expect(tables.length).toBeGreaterThan(0);
  for (const table of tables) expect(readme).toContain(table);
});
