import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { synthExample } from '../support/example';
import { flaws } from './support/flaws';
import { testForEachVersion } from './support/for-each-version';
import { judge } from './support/judge';

const EXAMPLES = resolve(__dirname, '../../examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'main.ts')));

function rayObjects(name: string): any[] {
  const manifests = Object.values(synthExample(join(EXAMPLES, name)));
  const objects = manifests.flatMap((text) => parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS()));
  return objects.filter(({ apiVersion }) => apiVersion === 'ray.io/v1');
}

describe.each(names)('the example %s', (name) => {
  const objects = rayObjects(name);

  testForEachVersion('the operator runs it, and each Ray process has an identity', (version) => {
    const clusterOf = ({ spec }: any) => objects.find(({ metadata }) => metadata.name === spec.clusterSelector?.['ray.io/cluster']);
    const verdicts = judge(
      version,
      objects.map((object) => ({ object, cluster: clusterOf(object) })),
    );
    expect(objects).not.toEqual([]);
    for (const { pods } of verdicts) expect(pods).not.toEqual([]);
    expect(verdicts.flatMap((verdict) => flaws(verdict, version))).toEqual([]);
  });
});
