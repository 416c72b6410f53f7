import { coverEveryone } from '../../../lib/audit/questions/address-ranges';
import { grpcPortUnprotected } from '../../../lib/audit/rules/grpc-port-unprotected';
import { httpPortUnprotected } from '../../../lib/audit/rules/http-port-unprotected';
import { complaints, headContainer, object, rayCluster, workerContainer } from '../rules/support';

const plain = (change: (spec: any) => void = () => {}) =>
  rayCluster((spec) => {
    for (const container of [headContainer(spec), workerContainer(spec)]) container.env = [];
    change(spec);
  });
const policy = (ingress: object[], name = 'policy') =>
  object('NetworkPolicy', name, { spec: { podSelector: {}, policyTypes: ['Ingress'], ingress } }, 'networking.k8s.io/v1');
const from = (...peers: object[]) => policy([{ from: peers }]);
const isOpen = (...objects: object[]) => complaints(grpcPortUnprotected, [plain(), ...objects]).length > 0;
const expression = (key: string, operator: string, values?: string[]) => ({ matchExpressions: [{ key, operator, values }] });
const blocks = (...cidrs: string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
const NAME = 'kubernetes.io/metadata.name';

test.each<[string, object[]]>([
  ['all namespaces', [{ namespaceSelector: {} }]],
  ['the label that every namespace has', [{ namespaceSelector: expression(NAME, 'Exists') }]],
  ['all namespaces but one', [{ namespaceSelector: expression(NAME, 'NotIn', ['kube-system']) }]],
  ['namespaces without a label', [{ namespaceSelector: expression('team', 'DoesNotExist') }]],
  ['pods without a label in all namespaces', [{ namespaceSelector: {}, podSelector: expression('team', 'DoesNotExist') }]],
  ['halves of all addresses', blocks('0.0.0.0/1', '128.0.0.0/1')],
  ['quarters of all addresses', blocks('0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2')],
  ['everything but a hole', [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }]],
  ['half of all addresses', blocks('0.0.0.0/1')],
  ['all private addresses', blocks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16')],
  ['all of IPv6, in halves', blocks('::/1', '8000::/1')],
  ['all global unicast of IPv6', blocks('2000::/3')],
  ['all local addresses of IPv6', blocks('fc00::/7')],
])('non-compliant: %s', (_, peers) => {
  expect(isOpen(from(...peers))).toBe(true);
});

test('non-compliant: rules and policies that together let everyone in', () => {
  expect(isOpen(policy([{ from: blocks('0.0.0.0/1') }, { from: blocks('128.0.0.0/1') }]))).toBe(true);
  expect(isOpen(policy([{ from: blocks('10.0.0.0/8') }], 'a'), policy([{ from: blocks('172.16.0.0/12', '192.168.0.0/16') }], 'b'))).toBe(
    true,
  );
  expect(isOpen(policy([{}]))).toBe(true);
  expect(isOpen(policy([{ from: [] }]))).toBe(true);
});

test.each<[string, object[]]>([
  ['one namespace', [{ namespaceSelector: { matchLabels: { [NAME]: 'ml' } } }]],
  ['named namespaces', [{ namespaceSelector: expression(NAME, 'In', ['ml', 'ops']) }]],
  ['namespaces with a label', [{ namespaceSelector: expression('team', 'Exists') }]],
  ['pods of its own namespace', [{ podSelector: {} }]],
  ['one block of addresses', blocks('10.0.0.0/8')],
  ['everything except everything', [{ ipBlock: { cidr: '0.0.0.0/0', except: ['0.0.0.0/1', '128.0.0.0/1'] } }]],
  ['what is no block of addresses', blocks('10.0.0.0/99', 'everywhere', '1.2.3.4/0/0')],
])('compliant: %s', (_, peers) => {
  expect(isOpen(from(...peers))).toBe(false);
});

test.each<[string[], boolean]>([
  [['0.0.0.0/0'], true],
  [['192.0.2.0/24'], false],
  [['192.0.2.7'], false],
  [['240.0.0.0/4'], true],
  [['248.0.0.0/5'], false],
  [['fd00::/8'], true],
  [['fd12:3456::/32'], false],
  [['::ffff:0:0/96'], false],
  [[], false],
])('%j cover everyone: %p', (cidrs, everyone) => {
  expect(coverEveryone(cidrs.map((cidr) => ({ cidr })))).toBe(everyone);
});

describe("KubeRay's own network policy", () => {
  const http = (networkPolicy: object) =>
    complaints(httpPortUnprotected, [plain((spec) => Object.assign(spec, { networkPolicy }))]).map((line) => line.split(': ').pop());
  const closed = ['8265', '52365'];
  const web = [{ podSelector: { matchLabels: { app: 'web' } } }];

  test('without rules the pods of the cluster alone get in', () => {
    expect(http({})).toEqual([]);
    expect(http({ mode: 'DenyAllEgress' })).toHaveLength(2);
  });

  test('a rule for some ports opens those', () => {
    expect(http({ head: { ingressRules: [{ ports: [{ port: 8000 }] }] } })).toEqual([]);
    expect(http({ head: { ingressRules: [{ from: web, ports: [{ port: 8265 }] }] } })).toEqual([]);
    const [head, ...more] = http({ head: { ingressRules: [{ ports: [{ port: 8265 }] }] } });
    expect(more).toEqual([]);
    expect(head).toContain(closed[0]);
    expect(head).not.toContain(closed[1]);
  });

  test('the rules of a worker group replace those of all workers', () => {
    const everyone = { ingressRules: [{}] };
    expect(http({ worker: everyone })).toHaveLength(1);
    expect(http({ worker: everyone, workerGroups: [{ groupName: 'cpu' }] })).toEqual([]);
    expect(http({ worker: everyone, workerGroups: [{ groupName: 'gpu' }] })).toHaveLength(1);
    expect(http({ workerGroups: [{ groupName: 'cpu', ...everyone }] })).toHaveLength(1);
  });
});
