import { tlsOnSomeContainers as rule } from '../../../lib/audit/rules/tls-on-some-containers';
import { complaints, headContainer, rayCluster, rayDeployment, rayJob, workerContainer } from './support';

const off = (container: any) => {
  container.env = [];
};

test('compliant: everywhere, or nowhere', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
  expect(complaints(rule, [rayCluster((spec) => [headContainer(spec), workerContainer(spec)].forEach(off))])).toEqual([]);
});

test('non-compliant: the head alone', () => {
  expect(complaints(rule, [rayJob((spec) => off(workerContainer(spec)))])).toEqual([
    'RayJob ray/train: spec.rayClusterSpec.workerGroupSpecs[0].template.spec.containers[0].env: RAY_USE_TLS is not set for the worker group cpu, and it is for the head',
  ]);
});

test('non-compliant: the workers alone', () => {
  expect(complaints(rule, [rayCluster((spec) => off(headContainer(spec)))])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].env: RAY_USE_TLS is not set for the head, and it is for the worker group cpu',
  ]);
});

test('compliant: variables that come by envFrom', () => {
  const cluster = rayCluster((spec) => {
    off(workerContainer(spec));
    workerContainer(spec).envFrom = [{ configMapRef: { name: 'tls' } }];
  });
  expect(complaints(rule, [cluster])).toEqual([]);
});

test('non-compliant: Deployments of one namespace', () => {
  const worker = rayDeployment('ray-worker', 'ray start --address=ray-head:6379', (pod) => off(pod.containers[0]));
  const head = rayDeployment('ray-head', 'ray start --head');
  expect(complaints(rule, [head, worker])).toEqual([
    'Deployment ray/ray-worker: spec.template.spec.containers[0].env: RAY_USE_TLS is not set for the Deployment ray-worker, and it is for the Deployment ray-head',
  ]);
  worker.metadata.namespace = 'other';
  expect(complaints(rule, [head, worker])).toEqual([]);
});
