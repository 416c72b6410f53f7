import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');
export const EXAMPLES = join(ROOT, 'examples');
export const MANIFESTS = join(ROOT, 'manifests');
/** Programs that are wrong on purpose. */
export const PROGRAMS = join(__dirname, '../programs');
/** The generated libraries, by language. */
export const PACKAGES = join(ROOT, 'jsii-packages');
/** What is built, and kept between runs. */
export const CACHE = join(ROOT, 'node_modules/.cache/languages');
/** The versions of what comes from the registries of Python and Java. */
export const PINS = join(ROOT, 'tools/languages');

/** The folders below examples/ that hold a file. */
export function examplesWith(file: string): string[] {
  return readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, file)));
}
