import { hostNetwork as rule } from '../../../lib/audit/rules/host-network';
import { complaints, headPod, object, rayCluster } from './support';

test('compliant: the network of pods', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
  expect(complaints(rule, [object('Pod', 'other', { spec: { hostNetwork: true, containers: [{ name: 'a' }] } })])).toEqual([]);
});

test('non-compliant: that of the node', () => {
  const cluster = rayCluster((spec) => {
    headPod(spec).hostNetwork = true;
  });
  expect(complaints(rule, [cluster])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.hostNetwork: the head uses the network of its node',
  ]);
});

test('non-compliant: a Pod, of which any container starts Ray', () => {
  const client = { name: 'client', env: [{ name: 'RAY_USE_TLS', value: '1' }] };
  const pod = object('Pod', 'head', { spec: { hostNetwork: true, containers: [client, { name: 'ray', args: ['ray start --head'] }] } });
  expect(complaints(rule, [pod])).toEqual(['Pod ray/head: spec.hostNetwork: the Pod head uses the network of its node']);
});

test('compliant: a pod with clients alone', () => {
  const client = { name: 'client', env: [{ name: 'RAY_USE_TLS', value: '1' }] };
  expect(complaints(rule, [object('Pod', 'web', { spec: { hostNetwork: true, containers: [client] } })])).toEqual([]);
});

test.each([
  ['Job', 'batch/v1', { template: 0 }],
  ['CronJob', 'batch/v1', { jobTemplate: { spec: { template: 0 } } }],
  ['StatefulSet', 'apps/v1', { template: 0 }],
  ['DaemonSet', 'apps/v1', { template: 0 }],
  ['ReplicaSet', 'apps/v1', { template: 0 }],
])('non-compliant: a %s', (kind, apiVersion, shape) => {
  const template = { spec: { hostNetwork: true, containers: [{ name: 'ray', args: ['ray start'] }] } };
  const spec = JSON.parse(JSON.stringify(shape).replace('0', JSON.stringify(template)));
  expect(complaints(rule, [object(kind, 'ray', { spec }, apiVersion)])).toHaveLength(1);
});
