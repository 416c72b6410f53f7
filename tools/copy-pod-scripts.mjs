// The compiler leaves the pod scripts behind; the constructs read them from beside their own compiled file.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

// A bundler leaves them behind too: they are in a file of code as well, which nothing else loads.
const texts = {};

for (const entry of readdirSync('lib', { withFileTypes: true, recursive: true })) {
  const folder = join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isDirectory() || basename(folder) !== 'scripts') continue;
  cpSync(folder, join('dist', relative('lib', folder)), { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    if (!file.isFile()) continue;
    if (texts[file.name] !== undefined) throw new Error(`two scripts have the name ${file.name}`);
    texts[file.name] = readFileSync(join(folder, file.name), 'utf8');
  }
}

const sorted = Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(
  'dist/kubernetes/pod-script-texts.js',
  `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.POD_SCRIPT_TEXTS = ${JSON.stringify(sorted, undefined, 2)};\n`,
);
