import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { KUBERAY_VERSIONS } from './support/schema-sources';
import { validateManifest } from './support/validate-manifest';

/** What `npm run synth` makes of the examples. */
const MANIFESTS = resolve(__dirname, '../../manifests');
const files = existsSync(MANIFESTS)
  ? (readdirSync(MANIFESTS, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort()
  : [];

/** The objects of a file as kubectl reads them: YAML 1.1, no key twice. */
function objects(file: string): unknown[] {
  return parseAllDocuments(readFileSync(join(MANIFESTS, file), 'utf8'), { version: '1.1' }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

test('the examples have been synthesized (by `npm run synth`)', () => {
  expect(files).not.toEqual([]);
});

describe.each(KUBERAY_VERSIONS)('KubeRay %s', (kubeRay) => {
  for (const file of files) {
    test(`accepts every object of ${file}`, () => {
      const made = objects(file);
      expect(made).not.toEqual([]);
      expect(made.flatMap((object) => validateManifest(object, { kubeRay }))).toEqual([]);
    });
  }
});
