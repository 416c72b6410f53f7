// Rewrites the front door of the built library so that each file behind it is loaded when the first name of it is used:
// most apps use a few constructs, and loading all of them takes longer than loading those.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const index = new URL('../dist/index.js', import.meta.url);
const source = readFileSync(index, 'utf8');

const homes = new Map();
for (const [, file] of source.matchAll(/require\("(\.\/[^"]+)"\)/g)) {
  for (const name of Object.keys(require(`../dist/${file}`))) homes.set(name, file);
}
const names = Object.keys(require('../dist/index.js'));
const unknown = names.filter((name) => !homes.has(name));
if (names.length === 0 || unknown.length > 0) throw new Error(`dist/index.js exports what no file behind it does: ${unknown.join(', ')}`);

const lines = [
  '"use strict";',
  'Object.defineProperty(exports, "__esModule", { value: true });',
  // Written out for those who read the names without running the file, as Node does for `import { ... }`.
  ...names.map((name) => `exports.${name} = void 0;`),
  'const homes = {',
  ...names.map((name) => `  ${name}: () => require("${homes.get(name)}"),`),
  '};',
  'for (const [name, home] of Object.entries(homes)) {',
  '  Object.defineProperty(exports, name, { configurable: true, enumerable: true, get: () => home()[name] });',
  '}',
];
writeFileSync(index, `${lines.join('\n')}\n`);
