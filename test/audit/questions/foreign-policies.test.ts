import { grpcPortUnprotected } from '../../../lib/audit/rules/grpc-port-unprotected';
import { complaints, headContainer, object, rayCluster, workerContainer } from '../rules/support';

const plain = rayCluster((spec) => {
  for (const container of [headContainer(spec), workerContainer(spec)]) container.env = [];
});
const cilium = (spec: object, kind = 'CiliumNetworkPolicy') =>
  object(kind, 'closed', { spec: { endpointSelector: {}, ...spec } }, 'cilium.io/v2');
const calico = (spec: object, kind = 'NetworkPolicy') => object(kind, 'closed', { spec }, 'projectcalico.org/v3');
const isOpen = (...objects: object[]) => complaints(grpcPortUnprotected, [plain, ...objects]).length > 0;
const FROM_WEB = { fromEndpoints: [{ matchLabels: { app: 'web' } }] };
const GCS = [{ ports: [{ port: '6379', protocol: 'TCP' }] }];

test.each<[object]>([
  [{ ingress: [] }],
  [{ ingress: [FROM_WEB] }],
  [{ ingress: [{ ...FROM_WEB, toPorts: GCS }] }],
  [{ ingress: [{ fromEntities: ['world'], toPorts: [{ ports: [{ port: '8000' }] }] }] }],
  [{ ingress: [{ fromCIDR: ['192.0.2.0/24'] }] }],
  [{ endpointSelector: { matchLabels: { 'k8s:ray.io/node-type': 'head' } }, ingress: [FROM_WEB] }],
])('compliant: a policy of Cilium with %j', (spec) => {
  expect(isOpen(cilium(spec))).toBe(false);
});

test.each<[object]>([
  [{ egress: [] }],
  [{ ingress: [{ fromEntities: ['all'] }] }],
  [{ ingress: [{ fromEntities: ['cluster'], toPorts: GCS }] }],
  [{ ingress: [{ toPorts: GCS }] }],
  [{ ingress: [{ fromCIDRSet: [{ cidr: '0.0.0.0/0', except: ['192.0.2.0/24'] }] }] }],
  [{ endpointSelector: { matchLabels: { app: 'other' } }, ingress: [] }],
])('non-compliant: a policy of Cilium with %j', (spec) => {
  expect(isOpen(cilium(spec))).toBe(true);
});

test('a policy of another namespace is none, unless it is for the whole cluster', () => {
  const elsewhere = (kind: string) => ({ ...cilium({ ingress: [] }, kind), metadata: { name: 'a', namespace: 'other' } });
  expect(isOpen(elsewhere('CiliumNetworkPolicy'))).toBe(true);
  expect(isOpen(elsewhere('CiliumClusterwideNetworkPolicy'))).toBe(false);
});

test('of what a policy of Calico leaves open nothing is said', () => {
  expect(isOpen(calico({ selector: 'all()', types: ['Ingress'] }))).toBe(false);
  expect(isOpen(calico({ selector: "ray.io/node-type == 'head'", ingress: [] }, 'GlobalNetworkPolicy'))).toBe(false);
  expect(isOpen(calico({ selector: "app == 'web'" }))).toBe(true);
  expect(isOpen(calico({ selector: 'all()', types: ['Egress'] }))).toBe(true);
});

test('nor of what a policy of Istio denies, unless it lets everyone in', () => {
  const istio = (spec: object, namespace = 'ray') => ({
    ...object('AuthorizationPolicy', 'a', { spec }, 'security.istio.io/v1'),
    metadata: { name: 'a', namespace },
  });
  expect(isOpen(istio({ rules: [{ from: [{ source: { principals: ['cluster.local/ns/ml/sa/web'] } }] }] }))).toBe(false);
  expect(isOpen(istio({}))).toBe(false);
  expect(isOpen(istio({ rules: [{}] }))).toBe(true);
  expect(isOpen(istio({ selector: { matchLabels: { app: 'other' } } }))).toBe(true);
  expect(isOpen(istio({}, 'other'))).toBe(true);
  expect(isOpen(istio({ targetRefs: [{ kind: 'Gateway', name: 'edge' }] }))).toBe(true);
});
