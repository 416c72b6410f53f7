import { notUnderstood as rule } from '../../../lib/audit/rules/not-understood';
import { complaints, object, rayCluster, rayDeployment } from './support';

const of = (kind: string, spec: object, apiVersion = 'example.com/v1') => complaints(rule, [object(kind, 'a', { spec }, apiVersion)]);

test('compliant: what was looked at, and what has nothing to do with Ray', () => {
  expect(complaints(rule, [rayCluster(), rayDeployment('ray', 'ray start --head')])).toEqual([]);
  expect(of('Widget', { replicas: 2, note: 'an x-ray of the head' })).toEqual([]);
  expect(
    of('Job', { template: { spec: { containers: [{ name: 'a', image: 'rayproject/ray:2.58.0', command: ['openssl'] }] } } }, 'batch/v1'),
  ).toEqual([]);
  expect(of('CustomResourceDefinition', { headGroupSpec: { properties: {} } }, 'apiextensions.k8s.io/v1')).toEqual([]);
  expect(of('Widget', { schema: { headGroupSpec: { properties: {} } } })).toEqual([]);
});

test.each<[string, object, string]>([
  ['HelmRelease', { chart: { spec: { chart: 'ray-cluster' } } }, "spec.chart.spec.chart: here is KubeRay's chart ray-cluster"],
  [
    'Application',
    { source: { chart: 'ray-cluster', helm: { values: 'head: {}' } } },
    "spec.source.chart: here is KubeRay's chart ray-cluster",
  ],
  ['Widget', { engine: { repository: 'rayproject/ray', tag: '2.58.0' } }, 'spec.engine.repository: here is an image of Ray'],
  ['Widget', { run: 'ray start --head' }, 'spec.run: here is `ray start`'],
  ['Widget', { cluster: { headGroupSpec: {} } }, 'spec.cluster.headGroupSpec: here is a headGroupSpec'],
  ['Widget', { text: 'spec:\n  headGroupSpec: {}\n{{ end }}' }, 'spec.text: here is a text with a headGroupSpec'],
])('non-compliant: a %s with %j', (kind, spec, said) => {
  expect(of(kind, spec)).toEqual([`${kind} ray/a: ${said}, and no pod was found in the object`]);
});

test('a script in a ConfigMap is understood where a pod runs it', () => {
  const script = object('ConfigMap', 'scripts', { data: { 'start.sh': 'ray start --head' } });
  const running = rayDeployment('ray', '/scripts/start.sh', (spec) => {
    spec.volumes.push({ name: 'scripts', configMap: { name: 'scripts' } });
    spec.containers[0].volumeMounts.push({ name: 'scripts', mountPath: '/scripts' });
  });
  expect(complaints(rule, [script, running])).toEqual([]);
  expect(complaints(rule, [script])).toHaveLength(1);
});

test('non-compliant: an object of KubeRay in which no cluster is where it should be', () => {
  const kubeRay = (kind: string, spec: object) => of(kind, spec, 'ray.io/v1');
  expect(kubeRay('RayCluster', { headgroupSpec: {} })).toEqual(['RayCluster ray/a: spec: the RayCluster has no headGroupSpec at spec']);
  expect(kubeRay('RayService', { rayClusterSpec: {} })).toEqual([
    'RayService ray/a: spec: the RayService has no headGroupSpec at spec.rayClusterConfig',
  ]);
  expect(kubeRay('RayFleet', {})).toEqual(['RayFleet ray/a: spec: RayFleet is no kind that the audit knows']);
  expect(kubeRay('RayJob', { clusterSelector: { 'ray.io/cluster': 'training' } })).toEqual([]);
});
