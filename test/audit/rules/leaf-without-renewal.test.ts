import { leafWithoutRenewal as rule } from '../../../lib/audit/rules/leaf-without-renewal';
import { complaints, headPod, object, rayCluster, rayJob, rayService, workerPod } from './support';

const DAY = 86_400;

function withLeaves(days: number, make: (change: (spec: any) => void) => any = rayCluster): any {
  return make((spec) => {
    for (const pod of [headPod(spec), workerPod(spec)]) pod.initContainers[0].env.push({ name: 'LEAF_SECONDS', value: `${days * DAY}` });
  });
}

function rotation(env: { readonly [name: string]: string }, namespace = 'ray'): any {
  const container = { name: 'rotation', env: Object.entries(env).map(([name, value]) => ({ name, value })) };
  const template = { metadata: { labels: { 'app.kubernetes.io/name': 'ray-tls-rotation' } }, spec: { containers: [container] } };
  const cronJob = object('CronJob', 'rotation', { spec: { jobTemplate: { spec: { template } } } }, 'batch/v1');
  return { ...cronJob, metadata: { ...cronJob.metadata, namespace } };
}

const HEAD = 'spec.headGroupSpec.template.spec.initContainers[0].env';
const WORKER = 'spec.workerGroupSpecs[0].template.spec.initContainers[0].env';

test('non-compliant: leaves of a year, and nothing replaces the pods', () => {
  const message = 'the leaf expires after 365 days, and no RayTlsRotation replaces the pod';
  expect(complaints(rule, [withLeaves(365)])).toEqual([HEAD, WORKER].map((path) => `RayCluster ray/training: ${path}: ${message}`));
});

test('compliant: a rotation replaces all', () => {
  expect(complaints(rule, [withLeaves(90), rotation({ KUBERAY_NAME: 'training', HEAD: 'replace' })])).toEqual([]);
});

test('non-compliant: a rotation replaces the workers, and not the head', () => {
  expect(complaints(rule, [withLeaves(90), rotation({ KUBERAY_NAME: 'training', HEAD: 'keep' })])).toEqual([
    `RayCluster ray/training: ${HEAD}: the leaf expires after 90 days, and its RayTlsRotation does not replace the head`,
  ]);
});

test.each([
  ['of another cluster', rotation({ KUBERAY_NAME: 'other', HEAD: 'replace' })],
  ['of another namespace', rotation({ KUBERAY_NAME: 'training', HEAD: 'replace' }, 'other')],
  ['by its name alone', object('CronJob', 'ray-tls-rotation', { spec: {} }, 'batch/v1')],
])('non-compliant: a rotation %s', (_, other) => {
  expect(complaints(rule, [withLeaves(90), other])).toHaveLength(2);
});

test('a RayService is renewed as a whole', () => {
  const service = withLeaves(90, rayService);
  expect(complaints(rule, [service])).toHaveLength(2);
  expect(complaints(rule, [service, rotation({ KUBERAY_NAME: 'answers' })])).toEqual([]);
});

test('compliant: a cluster that ends with its job', () => expect(complaints(rule, [withLeaves(90, rayJob)])).toEqual([]));

test('compliant: leaves that somebody chose to live longer', () => expect(complaints(rule, [withLeaves(730)])).toEqual([]));

test('compliant: leaves that are made in another way', () => expect(complaints(rule, [rayCluster()])).toEqual([]));
