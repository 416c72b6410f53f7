import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildGo } from './go';
import { buildJava } from './java';
import { CACHE, ROOT } from './paths';
import { buildPython } from './python';
import { runOrThrow } from './run';

/** Runs once, before all tests: generates the libraries from what is built, and makes them and the examples ready to run. */
export default function build(): void {
  if (!existsSync(join(ROOT, '.jsii'))) throw new Error('the library is not built. Fix: npm run build');
  mkdirSync(CACHE, { recursive: true });
  runOrThrow(process.execPath, [join(ROOT, 'tools/languages/generate.mjs')], 'npm ci && npm run build');
  buildPython();
  buildGo();
  buildJava();
}
