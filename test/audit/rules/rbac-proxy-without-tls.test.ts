import { rbacProxyWithoutTls as rule } from '../../../lib/audit/rules/rbac-proxy-without-tls';
import { complaints, headPod, proxy, rayCluster } from './support';

const args = (...flags: string[]) => complaints(rule, [rayCluster((spec) => headPod(spec).containers.push(proxy(...flags)))]);
const HERE = 'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[1].args';

test('compliant: a secure listener, an insecure one for the pod itself, no proxy', () => {
  expect(args('--secure-listen-address=:8443')).toEqual([]);
  expect(args('--insecure-listen-address=127.0.0.1:8265')).toEqual([]);
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test.each([
  [['--insecure-listen-address=0.0.0.0:8265'], '0.0.0.0:8265'],
  [['--insecure-listen-address', ':8265'], ':8265'],
])('non-compliant: %s', (flags, address) => {
  expect(args(...flags)).toEqual([`${HERE}: it takes tokens over plain HTTP on ${address}`]);
});
