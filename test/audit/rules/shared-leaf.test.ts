import { sharedLeaf as rule } from '../../../lib/audit/rules/shared-leaf';
import { complaints, headPod, object, rayCluster, rayDeployment, shareLeaf, workerPod } from './support';

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

test('a group counts as its largest number, where that is known', () => {
  const group = (counts: object) =>
    rayCluster((spec) => {
      shareLeaf(workerPod(spec));
      spec.workerGroupSpecs[0] = { groupName: 'cpu', template: spec.workerGroupSpecs[0].template, ...counts };
    });
  const counted = (counts: object) => complaints(rule, [group(counts)]).map((line) => /of up to (\d+) pods/.exec(line)?.[1]);
  expect(counted({ replicas: 3 })).toEqual(['3']);
  expect(counted({ replicas: 1, maxReplicas: 5 })).toEqual(['5']);
  expect(counted({})).toEqual([]);
  expect(counted({ replicas: 1, maxReplicas: 'many' })).toEqual([]);
});

test('non-compliant: workloads, as many as they have replicas', () => {
  const counted = (kind: string, spec: object) => {
    const { template } = rayDeployment('ray', 'ray start --head').spec;
    const workload = object(kind, 'ray', { spec: { template, ...spec } }, kind === 'Job' ? 'batch/v1' : 'apps/v1');
    return complaints(rule, [workload]).map((line) => /of up to (\d+) pods/.exec(line)?.[1]);
  };
  expect(counted('Deployment', {})).toEqual([]);
  expect(counted('Deployment', { replicas: 3 })).toEqual(['3']);
  expect(counted('Deployment', { replicas: 0 })).toEqual([]);
  expect(counted('Job', { parallelism: 4 })).toEqual(['4']);
  expect(counted('DaemonSet', {})).toEqual(['2']);
});

test('the leaf is in the deepest of the volumes that hold its file', () => {
  const nested = (mounts: object[]) =>
    rayCluster((spec) => {
      shareLeaf(workerPod(spec));
      workerPod(spec).volumes.push({ name: 'etc', emptyDir: {} });
      workerPod(spec).containers[0].volumeMounts = mounts;
    });
  const [outer, inner] = [
    { name: 'etc', mountPath: '/etc' },
    { name: 'tls', mountPath: '/etc/ray/tls//' },
  ];
  expect(complaints(rule, [nested([outer, inner])])).toHaveLength(1);
  expect(complaints(rule, [nested([inner, outer])])).toHaveLength(1);
});

test('the leaf of the autoscaler is the one of the head, and counts once', () => {
  const scaled = rayCluster((spec) => {
    shareLeaf(headPod(spec));
    const [{ env, volumeMounts }] = headPod(spec).containers;
    Object.assign(spec, { enableInTreeAutoscaling: true, autoscalerOptions: { env, volumeMounts } });
  });
  expect(complaints(rule, [scaled])).toEqual([]);
});

test('compliant: a Secret that the volume does not name', () => {
  const nameless = rayCluster((spec) => {
    shareLeaf(workerPod(spec));
    workerPod(spec).volumes = [{ name: 'tls', secret: {} }];
  });
  expect(complaints(rule, [nameless])).toEqual([]);
});
