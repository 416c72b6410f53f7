import { audit } from '../../lib/audit/engine';
import { Manifest, maybeSameNamespace } from '../../lib/audit/model/manifest';
import { RULES } from '../../lib/audit/rules';
import { authOptionsWithoutMode } from '../../lib/audit/rules/auth-options-without-mode';
import { hostNetwork } from '../../lib/audit/rules/host-network';
import { suppressionWithoutReason } from '../../lib/audit/rules/suppression-without-reason';
import { headPod, NOW, object, rayCluster } from './rules/support';

const named = (cluster: any, name: string) => ({ ...cluster, metadata: { ...cluster.metadata, name } });
const withoutMode = (name: string) =>
  named(
    rayCluster((spec) => Object.assign(spec, { authOptions: {} })),
    name,
  );
const hosted = (name: string, annotations: object = {}) => {
  const cluster = rayCluster((spec) => Object.assign(headPod(spec), { hostNetwork: true }));
  return { ...cluster, metadata: { ...cluster.metadata, name, annotations } };
};
const rulesOf = (objects: readonly any[], rules = [hostNetwork, authOptionsWithoutMode]) => {
  const manifests = objects.map((json) => new Manifest(json));
  return audit(manifests, { now: NOW }, rules).findings.map(({ manifest, rule }) => `${manifest.name} ${rule.id}`);
};

test('errors come before warnings, each in the order of the manifests', () => {
  expect(rulesOf([withoutMode('c'), hosted('b'), withoutMode('a'), hosted('d')])).toEqual([
    'c auth-options-without-mode',
    'a auth-options-without-mode',
    'b host-network',
    'd host-network',
  ]);
});

describe('suppressions', () => {
  const suppressed = (suppress: string) =>
    rulesOf([hosted('a', { 'cdk8s-ray-tls/suppress': suppress })], [hostNetwork, suppressionWithoutReason]);

  test('a reason counts for its own rule alone', () => {
    expect(suppressed('host-network: RDMA')).toEqual([]);
    expect(suppressed('http-port-unprotected: the mesh')).toEqual(['a host-network']);
  });

  test('blanks around a rule, and lines of blanks, mean nothing', () => {
    expect(suppressed('  host-network : RDMA  \n   \n')).toEqual([]);
  });

  test('a line that begins with a colon names no rule', () => {
    expect(suppressed(': RDMA')).toEqual(['a host-network']);
  });
});

test.each([
  [object('Secret', 'a'), 'Secret ray/a'],
  [{ kind: 'Secret', metadata: { name: 'a' } }, 'Secret a'],
  [{ kind: 'Job', metadata: { generateName: 'train-' } }, 'Job train-'],
  [{ kind: 'Job' }, 'Job (without a name)'],
])('%j is called %p', (json, title) => {
  expect(new Manifest(json).title).toBe(title);
});

test.each([
  ['ray', 'ray', true],
  ['ray', 'other', false],
  ['ray', undefined, true],
  [undefined, 'ray', true],
  [undefined, undefined, true],
])('an object of namespace %p and one of %p: together may be %p', (one, other, together) => {
  expect(maybeSameNamespace(one, other)).toBe(together);
});

describe('manifests that say less than they could', () => {
  const ghost = { name: 'ghost', mountPath: '/ghost' };
  const tlsFile = { name: 'RAY_TLS_SERVER_CERT', value: '/nowhere/tls.crt' };
  const cluster = (change: (spec: any) => void) => rayCluster(change);
  /** What the rules find that they do not find in the cluster as it was. */
  const news = (objects: readonly any[], before: readonly any[] = [rayCluster()]) => {
    const known = rulesOf(before, [...RULES]).map((line) => line.split(' ')[1]);
    return rulesOf(objects, [...RULES])
      .map((line) => line.split(' ')[1])
      .filter((id) => !known.includes(id));
  };

  test.each<[string, (spec: any) => void, string[]]>([
    [
      'a mount of a volume that is not there',
      (spec) => {
        headPod(spec).initContainers[0].volumeMounts.push(ghost);
        headPod(spec).containers[0].volumeMounts.push(ghost);
      },
      [],
    ],
    ['a leaf in no volume', (spec) => headPod(spec).containers[0].env.splice(1, 1, tlsFile), ['tls-files-not-mounted']],
    ['a mount without name and path', (spec) => headPod(spec).containers[0].volumeMounts.push({}), []],
    ['a variable without a name', (spec) => headPod(spec).containers[0].env.push({ value: 'x' }), []],
    ['a command with something else than texts', (spec) => Object.assign(headPod(spec).containers[0], { command: ['sh', {}, null] }), []],
    ['labels that are no texts', (spec) => Object.assign(spec.headGroupSpec.template.metadata, { labels: { a: {}, b: null } }), []],
    ['labels that are none', (spec) => Object.assign(spec.headGroupSpec.template, { metadata: null }), []],
    ['a volume without a name', (spec) => headPod(spec).volumes.push({ emptyDir: {} }), []],
    [
      'a head without a container',
      (spec) => {
        headPod(spec).containers = [];
        spec.rayVersion = undefined;
        spec.authOptions = { mode: 'token' };
      },
      [],
    ],
    ['a group without a name', (spec) => delete spec.workerGroupSpecs[0].groupName, []],
    ['no head at all', (spec) => delete spec.headGroupSpec, ['not-understood']],
  ])('%s breaks no rule but its own', (_, change, expected) => {
    expect(news([cluster(change)])).toEqual(expected);
  });

  test.each<[string, any]>([
    ['a ConfigMap that is not there', 'scripts'],
    ['a ConfigMap without a name', undefined],
  ])('%s says nothing', (_, name) => {
    const mounting = cluster((spec) => {
      headPod(spec).volumes.push({ name: 'ghost', configMap: { name } });
      headPod(spec).initContainers[0].volumeMounts.push(ghost);
    });
    expect(news([mounting])).toEqual([]);
  });

  test('objects of another group are looked at by what they hold', () => {
    const foreign = { ...hosted('a'), apiVersion: 'example.com/v1' };
    expect(rulesOf([foreign])).toEqual(['a host-network']);
    const secret = object('Secret', 'b', { data: { key: 'LS0t' } }, 'example.com/v1');
    expect(rulesOf([secret], [...RULES])).toEqual([]);
  });

  test('a kind of KubeRay without its cluster is not understood, unless it is a job for a cluster that is there', () => {
    const found = rulesOf([object('RayJob', 'a', { spec: {} }, 'ray.io/v1'), object('RayCluster', 'b', {}, 'ray.io/v1')], [...RULES]);
    expect(found).toEqual(['a not-understood', 'b not-understood']);
    expect(rulesOf([object('RayJob', 'a', { spec: { clusterSelector: { a: 'b' } } }, 'ray.io/v1')], [...RULES])).toEqual([]);
  });

  test('a workload without a template is none', () => {
    expect(rulesOf([object('Deployment', 'a', { spec: {} }, 'apps/v1'), object('CronJob', 'b', { spec: null }, 'batch/v1')])).toEqual([]);
  });
});

describe('findings of several pods of one object', () => {
  const groups = rayCluster((spec) => {
    spec.workerGroupSpecs.push({ ...structuredClone(spec.workerGroupSpecs[0]), groupName: 'gpu' });
    for (const template of [spec.headGroupSpec.template, ...spec.workerGroupSpecs.map((group: any) => group.template)])
      template.spec.hostNetwork = true;
  });
  const findings = (...objects: object[]) =>
    audit(
      objects.map((json) => new Manifest(json as any)),
      { now: NOW },
      [hostNetwork],
    ).findings;

  test('are one, which names all of them and their fields', () => {
    const [{ message, path, otherPaths }, ...more] = findings(groups);
    expect(more).toEqual([]);
    expect(message).toBe('the head (likewise the worker group cpu, the worker group gpu) uses the network of its node');
    expect(path).toBe('spec.headGroupSpec.template.spec.hostNetwork');
    expect(otherPaths).toEqual([0, 1].map((index) => `spec.workerGroupSpecs[${index}].template.spec.hostNetwork`));
  });

  test('are two where they are of two objects', () => {
    expect(findings(groups, named(groups, 'other'))).toHaveLength(2);
  });
});
