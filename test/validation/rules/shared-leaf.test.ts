import { sharedLeaf as rule } from '../../../lib/validation/rules/shared-leaf';
import { complaints, headPod, rayCluster, rayDeployment, shareLeaf, workerPod } from './support';

test('compliant: every pod makes its own', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('compliant: a single pod that has one', () => {
  const cluster = rayCluster((spec) => {
    shareLeaf(headPod(spec));
    spec.workerGroupSpecs = [];
  });
  expect(complaints(rule, [cluster])).toEqual([]);
});

test('non-compliant: head and workers mount one Secret', () => {
  const cluster = rayCluster((spec) => {
    for (const pod of [headPod(spec), workerPod(spec)]) shareLeaf(pod);
  });
  const message = "the Secret 'ray-tls' is the leaf of head, worker group cpu: of up to 5 pods";
  expect(complaints(rule, [cluster])).toEqual([
    `RayCluster ray/training: spec.headGroupSpec.template.spec.volumes[0]: ${message}`,
    `RayCluster ray/training: spec.workerGroupSpecs[0].template.spec.volumes[0]: ${message}`,
  ]);
});

test('non-compliant: the replicas of one group share it', () => {
  const cluster = rayCluster((spec) => shareLeaf(workerPod(spec)));
  expect(complaints(rule, [cluster])).toEqual([
    "RayCluster ray/training: spec.workerGroupSpecs[0].template.spec.volumes[0]: the Secret 'ray-tls' is the leaf of worker group cpu: of up to 4 pods",
  ]);
});

test('non-compliant: Deployments that start Ray themselves', () => {
  const found = complaints(rule, [
    rayDeployment('ray-head', 'ray start --head --block'),
    rayDeployment('ray-worker', 'ray start --address=ray-head:6379'),
  ]);
  const message = "the Secret 'ray-tls' is the leaf of Deployment ray-head, Deployment ray-worker: of up to 2 pods";
  expect(found).toEqual([
    `Deployment ray/ray-head: spec.template.spec.volumes[0]: ${message}`,
    `Deployment ray/ray-worker: spec.template.spec.volumes[0]: ${message}`,
  ]);
});

test('compliant: a client beside the one pod, since nobody dials clients', () => {
  expect(complaints(rule, [rayDeployment('ray-head', 'ray start --head'), rayDeployment('web', 'gunicorn app')])).toEqual([]);
});

test('compliant: equal names in two namespaces', () => {
  const other = rayDeployment('ray-head', 'ray start --head');
  other.metadata.namespace = 'other';
  expect(complaints(rule, [rayDeployment('ray-head', 'ray start --head'), other])).toEqual([]);
});
