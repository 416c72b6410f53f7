import { httpPortUnprotected as rule } from '../../../lib/audit/rules/http-port-unprotected';
import { complaints, headPod, networkPolicy, proxy, rayCluster } from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec: nothing protects';
const WORKER =
  'RayCluster ray/training: spec.workerGroupSpecs[0].template.spec: nothing protects 52365 (agent (HTTP)) of the worker group cpu';
const all = { matchLabels: { 'ray.io/cluster': 'training' } };

test('non-compliant: TLS alone, which does not cover HTTP', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([`${HEAD} 8265 (dashboard and Jobs API) and 52365 (agent (HTTP)) of the head`, WORKER]);
});

test('compliant: a token, or a network policy', () => {
  expect(complaints(rule, [rayCluster((spec) => Object.assign(spec, { authOptions: { mode: 'token' } }))])).toEqual([]);
  expect(complaints(rule, [rayCluster(), networkPolicy(all)])).toEqual([]);
});

test('non-compliant: a kube-rbac-proxy alone, which does not see the agent', () => {
  const guarded = rayCluster((spec) => {
    spec.headGroupSpec.rayStartParams = { 'dashboard-host': '127.0.0.1' };
    headPod(spec).containers.push(proxy('--secure-listen-address=:8443'));
  });
  expect(complaints(rule, [guarded])).toEqual([`${HEAD} 52365 (agent (HTTP)) of the head`, WORKER]);
  expect(complaints(rule, [guarded, networkPolicy(all)])).toEqual([]);
});

test('non-compliant: a network policy for the workers alone, or one that lets everyone in', () => {
  const workers = { matchLabels: { 'ray.io/node-type': 'worker' } };
  expect(complaints(rule, [rayCluster(), networkPolicy(workers)])).toHaveLength(1);
  expect(complaints(rule, [rayCluster(), networkPolicy(all, [{}])])).toHaveLength(2);
  expect(complaints(rule, [rayCluster(), networkPolicy(all, [{ ports: [{ port: 8265 }] }])])).toEqual([
    `${HEAD} 8265 (dashboard and Jobs API) of the head`,
  ]);
});
