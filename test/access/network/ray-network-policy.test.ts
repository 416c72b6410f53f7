import { BlockList } from 'node:net';
import { Chart } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster, type RayTlsClusterProps } from '../../../lib';
import { KubeRbacProxyAuth } from '../../../lib/access/kube-rbac-proxy/kube-rbac-proxy-auth';
import { RayNetworkEgress } from '../../../lib/access/network/egress';
import { RayNetworkPeer } from '../../../lib/access/network/peer';
import { RayNetworkPolicy, type RayNetworkPolicyProps } from '../../../lib/access/network/ray-network-policy';
import { RayTokenAuth } from '../../../lib/access/token/ray-token-auth';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import { RayPortGuard, RayPortPurpose } from '../../../lib/cluster/exposure/exposure';
import { synth, testChart, testCluster } from '../../support/synth';

type Options = Omit<RayNetworkPolicyProps, 'cluster'>;

const SELF = { podSelector: { matchLabels: { 'cdk8s-ray-tls/cluster': 'demo' } } };
const DNS_RULE = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const API_RULE = { ports: tcp(443, 6443) };

function tcp(...ports: number[]) {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}

function demo(props: Partial<RayTlsClusterProps> = {}, chart = testChart()): RayTlsCluster {
  return testCluster({ metadata: { name: 'demo' }, workerGroups: [{ groupName: 'cpu' }], ...props }, chart);
}

/** The policies around a cluster: of the head, and of its workers. */
function policies(options: Options = {}, cluster = demo()): { head: any; workers: any; all: any[] } {
  new RayNetworkPolicy(Chart.of(cluster), 'network', { cluster, ...options });
  return rendered(cluster);
}

function rendered(cluster: RayTlsCluster): { head: any; workers: any; all: any[] } {
  const all = synth(cluster).filter(({ kind }) => kind === 'NetworkPolicy');
  const of = (operator: string) => all.find(({ spec }) => spec.podSelector.matchExpressions[0].operator === operator).spec;
  return { all, head: of('In'), workers: of('NotIn') };
}

function proxied(cluster: RayTlsCluster, port = '8443'): void {
  const { role, groupName } = cluster.head;
  cluster._protects({
    opens: [{ role, groupName, port, purpose: RayPortPurpose.PROXY, guards: [RayPortGuard.RBAC_PROXY] }],
    guards: () => [],
  });
  cluster._setHeadStartParam('dashboard-host', '127.0.0.1', 'the proxy');
}

describe('with no option', () => {
  const { head, workers, all } = policies();

  test('each pod of the cluster is under one policy, in both directions', () => {
    expect(all).toHaveLength(2);
    for (const { spec, metadata } of all) {
      expect(metadata.namespace).toBe('ray');
      expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
      expect(spec.podSelector.matchLabels).toEqual({ 'cdk8s-ray-tls/cluster': 'demo' });
    }
    const type = { key: 'ray.io/node-type', values: ['head', 'redis-cleanup'] };
    expect(head.podSelector.matchExpressions).toEqual([{ ...type, operator: 'In' }]);
    expect(workers.podSelector.matchExpressions).toEqual([{ ...type, operator: 'NotIn' }]);
  });
  test('pods reach each other on every port, and the name servers; nothing else goes in or out', () => {
    for (const { ingress, egress } of [head, workers]) {
      expect(ingress).toEqual([{ from: [SELF] }]);
      expect(egress).toEqual([{ to: [SELF] }, DNS_RULE]);
    }
  });
});

test('all options together render plainly', () => {
  const cluster = demo({ gcsFaultTolerance: { redisAddress: 'redis:6379' }, autoscaling: {} });
  const { all } = policies(
    {
      submitters: [RayNetworkPeer.pods({ app: 'ci' })],
      clients: [RayNetworkPeer.pods({ app: 'django' }, 'web'), RayNetworkPeer.cidr('192.0.2.0/24', ['192.0.2.128/25'])],
      prometheus: [RayNetworkPeer.namespace('monitoring')],
      serveClients: [RayNetworkPeer.namespaces({ gateway: 'true' })],
      kubeRayOperator: RayNetworkPeer.kubeRayOperator(),
      apiServer: RayNetworkEgress.to([RayNetworkPeer.cidr('10.0.0.1/32')], [6443]),
      redis: [RayNetworkPeer.pods({ app: 'redis' })],
      egress: [RayNetworkEgress.internet()],
    },
    cluster,
  );
  expect(all).toMatchSnapshot();
});

describe('beside the proxy and the token', () => {
  const cluster = demo({ kubeRayVersion: '1.6' });
  new RayNetworkPolicy(Chart.of(cluster), 'network', { cluster, submitters: [RayNetworkPeer.pods({ app: 'ci' })] });
  new KubeRbacProxyAuth(Chart.of(cluster), 'proxy', { cluster });
  new RayTokenAuth(Chart.of(cluster), 'token', { cluster });

  test('submitters are let in to the proxy alone, and the head to the API server, which the proxy asks', () => {
    const { head, workers } = rendered(cluster);
    expect(head.ingress.slice(1)).toEqual([{ from: [{ podSelector: { matchLabels: { app: 'ci' } } }], ports: tcp(8443) }]);
    expect(head.egress.slice(2)).toEqual([API_RULE]);
    expect(workers.egress).toHaveLength(2);
  });
  test('exposure() tells what each of them does to each port', () => {
    const CLUSTER = 'pods of this cluster';
    const told = cluster.exposure().filter(({ groupName }) => groupName === 'headgroup');
    const named = told.filter(({ port }) => ['6379', '8265', '52365', '8080', '8443'].includes(port));
    expect(
      Object.fromEntries(named.map(({ port, guards, reachableFrom }) => [port, [guards.join(', '), reachableFrom.join('; ')]])),
    ).toEqual({
      6379: ['mutual TLS, token, network policy', CLUSTER],
      8265: ['token', 'the pod itself'],
      52365: ['token, network policy', CLUSTER],
      8080: ['network policy', CLUSTER],
      8443: ['TLS, kube-rbac-proxy, network policy', `${CLUSTER}; pods app=ci`],
    });
  });
});

describe('who is let in', () => {
  const someone = [RayNetworkPeer.pods({ app: 'x' })];
  const from = [{ podSelector: { matchLabels: { app: 'x' } } }];

  test.each<[string, Options, number[], number[]]>([
    ['submitters, to the dashboard', { submitters: someone }, [8265], []],
    ['users of Ray Client, to its port alone', { clients: someone }, [10001], []],
    ['Prometheus, to the metrics of all pods', { prometheus: someone }, [44227, 44217, 8080], [8080]],
    ['users of Serve, to the port that KubeRay puts into the Service', { serveClients: someone }, [8000], []],
    ['the operator, to the dashboard and to Serve', { kubeRayOperator: someone[0] }, [8265, 8000], []],
  ])('%s', (_, options, head, workers) => {
    const found = policies(options);
    expect(found.head.ingress.slice(1)).toEqual([{ from, ports: tcp(...head) }]);
    expect(found.workers.ingress.slice(1)).toEqual(workers.length === 0 ? [] : [{ from, ports: tcp(...workers) }]);
  });
  test('nobody reaches a port that was moved away, at its old place', () => {
    const cluster = demo({ head: { rayStartParams: { 'dashboard-port': '9999' } } });
    expect(policies({ submitters: someone }, cluster).head.ingress.slice(1)).toEqual([{ from, ports: tcp(9999) }]);
  });
  test('users of Serve reach workers where these declare its port', () => {
    const template = { spec: { containers: [{ name: 'ray-worker', ports: [{ name: 'serve', containerPort: 8001 }] }] } };
    const found = policies({ serveClients: someone }, demo({ workerGroups: [{ groupName: 'cpu', template }] }));
    expect(found.workers.ingress.slice(1)).toEqual([{ from, ports: tcp(8001) }]);
  });
  test.each(['before', 'after'])('submitters go through a proxy that is attached %s the policy', (order) => {
    const cluster = demo();
    if (order === 'before') proxied(cluster);
    new RayNetworkPolicy(Chart.of(cluster), 'network', { cluster, submitters: someone });
    if (order === 'after') proxied(cluster);
    expect(rendered(cluster).head.ingress.slice(1)).toEqual([{ from, ports: tcp(8443) }]);
  });
  test('submitters reach the proxy in the place of the dashboard, where it listens there', () => {
    const cluster = demo({ head: { rayStartParams: { 'dashboard-port': '8443' } } });
    proxied(cluster, '8265');
    expect(policies({ submitters: someone }, cluster).head.ingress.slice(1)).toEqual([{ from, ports: tcp(8265) }]);
  });
});

describe('the API server is let through to', () => {
  const issued = () => {
    const chart = testChart();
    return demo({ tls: RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp')) }, chart);
  };
  const withVolume = (token: object) =>
    demo({ head: { template: { spec: { containers: [{ name: 'r' }], volumes: [{ name: 't', projected: { sources: [token] } }] } } } });

  test('by the head alone under autoscaling', () => {
    const { head, workers } = policies({}, demo({ autoscaling: {} }));
    expect(head.egress.slice(2)).toEqual([API_RULE]);
    expect(workers.egress.slice(2)).toEqual([]);
  });
  test('by every pod that asks cert-manager for its certificate', () => {
    const { head, workers } = policies({}, issued());
    expect(head.egress.slice(2)).toEqual([API_RULE]);
    expect(workers.egress.slice(2)).toEqual([API_RULE]);
  });
  test('by every pod where Ray takes tokens of Kubernetes', () => {
    const { workers } = policies({}, demo({ baseSpec: { authOptions: { mode: 'token', enableK8sTokenAuth: true } } }));
    expect(workers.egress.slice(2)).toEqual([API_RULE]);
  });
  test("by a pod whose template has Kubernetes' own token mounted", () => {
    const template = { spec: { containers: [{ name: 'r' }], automountServiceAccountToken: true } };
    const { head, workers } = policies({}, demo({ workerGroups: [{ groupName: 'cpu', template }] }));
    expect(workers.egress.slice(2)).toEqual([API_RULE]);
    expect(head.egress.slice(2)).toEqual([]);
  });
  test('by a sidecar that is attached after the policy, with a token of its own', () => {
    const cluster = demo();
    new RayNetworkPolicy(Chart.of(cluster), 'network', { cluster });
    cluster.head.addVolume({ name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } });
    expect(rendered(cluster).head.egress.slice(2)).toEqual([API_RULE]);
  });
  test('not by holders of a token for somebody else', () => {
    expect(policies({}, withVolume({ serviceAccountToken: { path: 'token', audience: 'vault' } })).head.egress).toHaveLength(2);
    expect(policies({}, withVolume({ serviceAccountToken: { path: 'token' } })).head.egress).toHaveLength(3);
  });
  test('where the option says, and there only', () => {
    const apiServer = RayNetworkEgress.to([RayNetworkPeer.cidr('192.0.2.1/32')], [6443]);
    const { head, workers } = policies({ apiServer }, demo({ autoscaling: {} }));
    expect(head.egress.slice(2)).toEqual([{ to: [{ ipBlock: { cidr: '192.0.2.1/32' } }], ports: tcp(6443) }]);
    expect(workers.egress).toHaveLength(2);
  });
});

describe('Redis of GCS fault tolerance', () => {
  const redis = [RayNetworkPeer.pods({ app: 'redis' })];
  const to = [{ podSelector: { matchLabels: { app: 'redis' } } }];

  test.each([
    ['redis:6379', [6379]],
    ['redis', [6379]],
    ['redis://redis:6380', [6380]],
    ['rediss://redis.db.svc.cluster.local:6381/', [6381]],
    ['a:7000,b:7001,c:7000', [7000, 7001]],
  ])('is reached by the head, and what clears up after it, at the port of %s', (redisAddress, ports) => {
    const { head, workers } = policies({ redis }, demo({ gcsFaultTolerance: { redisAddress } }));
    expect(head.egress.slice(2)).toEqual([{ to, ports: tcp(...ports) }]);
    expect(workers.egress).toHaveLength(2);
  });
  test('is not forgotten, and its password is not told', () => {
    const cluster = demo({ gcsFaultTolerance: { redisAddress: 'redis://user:hunter2@redis:6379' } });
    expect(() => policies({}, cluster)).toThrow(
      '[ray/network] redis: the head keeps the state of GCS in Redis at redis://redis:6379, and would not start without a way to it. Fix: say',
    );
  });
});

describe('name servers elsewhere', () => {
  test('are named by peers and port, by UDP and TCP', () => {
    const dns = RayNetworkEgress.dns([RayNetworkPeer.cidr('169.254.20.10/32'), RayNetworkPeer.namespace('openshift-dns')], 5353);
    expect(policies({ dns }).workers.egress[1]).toEqual({
      to: [
        { ipBlock: { cidr: '169.254.20.10/32' } },
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } } },
      ],
      ports: [
        { protocol: 'UDP', port: 5353 },
        { protocol: 'TCP', port: 5353 },
      ],
    });
  });
});

describe('the internet', () => {
  const rule = policies({ egress: [RayNetworkEgress.internet()] }).workers.egress[2];
  const reaches = (address: string, family: 'ipv4' | 'ipv6') =>
    rule.to.some(({ ipBlock }: any) => {
      const includes = (cidr: string) => {
        const [subnet, prefix] = cidr.split('/');
        const block = new BlockList();
        const own = subnet.includes(':') ? 'ipv6' : 'ipv4';
        block.addSubnet(subnet, Number(prefix), own);
        return own === family && block.check(address, family);
      };
      return includes(ipBlock.cidr) && !(ipBlock.except ?? []).some(includes);
    });

  test.each(['8.8.8.8', '52.216.0.1', '99.255.255.255', '172.15.255.255', '172.32.0.0', '223.255.255.255'])('covers %s', (address) => {
    expect(reaches(address, 'ipv4')).toBe(true);
  });
  test.each([
    ['10.1.2.3', 'a private network'],
    ['172.16.0.1', 'a private network'],
    ['192.168.1.1', 'a private network'],
    ['100.64.0.1', 'the range that clouds give to pods'],
    ['100.100.100.200', "Alibaba's metadata service"],
    ['169.254.169.254', 'the metadata service of AWS, Azure, Google'],
    ['169.254.170.2', 'the credentials of ECS tasks'],
    ['168.63.129.16', "Azure's service for its machines"],
    ['127.0.0.1', 'the pod itself'],
    ['198.18.0.1', 'a benchmark network'],
    ['240.0.0.1', 'a range that Google gives to pods'],
  ])('does not cover %s: %s', (address) => {
    expect(reaches(address, 'ipv4')).toBe(false);
  });
  test('covers public IPv6 addresses, and no private ones', () => {
    expect(reaches('2600:1f18::1', 'ipv6')).toBe(true);
    for (const address of ['fd00:ec2::254', 'fe80::1', '::1', 'fc00::1']) expect(reaches(address, 'ipv6')).toBe(false);
  });
  test('is https alone unless other ports are named', () => {
    expect(rule.ports).toEqual(tcp(443));
    expect(policies({ egress: [RayNetworkEgress.internet([80, 443])] }).head.egress[2].ports).toEqual(tcp(80, 443));
  });
});

describe('exposure()', () => {
  const cluster = demo({ head: { rayStartParams: { 'dashboard-host': 'localhost' } } });
  policies({ clients: [RayNetworkPeer.pods({ app: 'django' }, 'web')], prometheus: [RayNetworkPeer.namespace('monitoring')] }, cluster);
  const at = (port: string) => cluster.exposure().find((exposed) => exposed.port === port);

  test('tells who is let in to a port, and that a policy guards it', () => {
    expect(at('10001')).toMatchObject({
      guards: ['mutual TLS', 'network policy'],
      reachableFrom: ['pods of this cluster', 'pods app=django of namespace web'],
    });
    expect(at('8080')).toMatchObject({ guards: ['network policy'], reachableFrom: ['pods of this cluster', 'namespace monitoring'] });
    expect(at('6379')).toMatchObject({ guards: ['mutual TLS', 'network policy'], reachableFrom: ['pods of this cluster'] });
    expect(at('52365')).toMatchObject({ guards: ['network policy'], reachableFrom: ['pods of this cluster'] });
  });
  test('does not count the policy for what no policy can see', () => {
    expect(at('8265')).toMatchObject({ guards: [], reachableFrom: ['the pod itself'] });
  });
  test('agrees with what is rendered: every port that is open to others, and no other', () => {
    for (const [groupName, { ingress }] of [
      ['headgroup', rendered(cluster).head],
      ['cpu', rendered(cluster).workers],
    ] as const) {
      const told = cluster.exposure().filter((exposed) => exposed.groupName === groupName && exposed.reachableFrom.length > 1);
      const open = ingress.slice(1).flatMap(({ ports }: any) => ports.map(({ port }: any) => `${port}`));
      expect(told.map(({ port }) => port).sort()).toEqual(open.sort());
    }
  });
  test('names each way to name peers', () => {
    const described = demo();
    const peers = [
      RayNetworkPeer.namespaces({ a: 'b', c: '' }),
      RayNetworkPeer.cidr('10.0.0.0/8', ['10.1.0.0/16']),
      RayNetworkPeer.cidr('::/0'),
    ];
    policies({ clients: [...peers, RayNetworkPeer.pods({ app: 'x' })] }, described);
    expect(
      described
        .exposure()
        .find(({ port }) => port === '10001')
        ?.reachableFrom.slice(1),
    ).toEqual(['namespaces a=b,c=', '10.0.0.0/8 except 10.1.0.0/16', '::/0', 'pods app=x']);
  });
});

test('two clusters in one namespace let nothing of each other through', () => {
  const chart = testChart();
  const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
  for (const name of ['one', 'two']) {
    const cluster = new RayTlsCluster(chart, name, { metadata: { name }, tls });
    new RayNetworkPolicy(cluster, 'network', { cluster });
  }
  const specs = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
  expect(specs).toHaveLength(4);
  for (const { spec } of specs) {
    const { podSelector, ingress, egress } = spec;
    const own = { podSelector: { matchLabels: podSelector.matchLabels } };
    expect([ingress, egress[0].to]).toEqual([[{ from: [own] }], [own]]);
  }
});

describe('refused', () => {
  const pod = RayNetworkPeer.pods({ app: 'x' });
  const to = (...ports: number[]) => RayNetworkEgress.to([pod], ports);
  const TABLE: [string, Options, string][] = [
    [
      'no peers, which a NetworkPolicy takes for everyone',
      { clients: [] },
      '[ray/network] clients is []: a NetworkPolicy takes no peers for everyone. Fix: name at least one, or leave the option out to let nobody through.',
    ],
    [
      'no peers to reach',
      { egress: [RayNetworkEgress.to([], [443])] },
      '[ray/network] egress[0]: peers is []: a NetworkPolicy takes no peers for everyone.',
    ],
    ['no name servers', { dns: RayNetworkEgress.dns([]) }, '[ray/network] dns: peers is []'],
    [
      'no ports, which a NetworkPolicy takes for all',
      { egress: [to()] },
      '[ray/network] egress[0]: ports is []: a NetworkPolicy takes no ports for all ports. Fix: name the ports, such as [443].',
    ],
    ['port 0', { egress: [to(443, 0)] }, '[ray/network] egress[0]: ports is 0: it is no port. Fix: write whole numbers from 1 to 65535.'],
    ['port 65536', { apiServer: RayNetworkEgress.anywhere([65536]) }, '[ray/network] apiServer: ports is 65536: it is no port.'],
    ['half a port', { egress: [RayNetworkEgress.internet([80.5])] }, '[ray/network] egress[0]: ports is 80.5: it is no port.'],
    [
      'pods by no label at all',
      { clients: [RayNetworkPeer.pods({})] },
      "[ray/network] clients[0] is {}: no labels at all select everything. Fix: name at least one label, such as { app: 'web' }, or a namespace as a whole.",
    ],
    [
      'namespaces by no label at all',
      { prometheus: [RayNetworkPeer.namespaces({})] },
      '[ray/network] prometheus[0] is {}: no labels at all',
    ],
    [
      'a label key that nothing has',
      { clients: [RayNetworkPeer.pods({ 'my app': 'x' })] },
      "[ray/network] clients[0]: label 'my app' is 'x':",
    ],
    [
      'a label prefix that nothing has',
      { clients: [RayNetworkPeer.pods({ 'Ray.IO/x': 'x' })] },
      "[ray/network] clients[0]: label 'Ray.IO/x' is 'x':",
    ],
    [
      'a label value that nothing has',
      { clients: [RayNetworkPeer.pods({ app: 'a b' })] },
      "[ray/network] clients[0]: label 'app' is 'a b':",
    ],
    ['a value of 64 characters', { clients: [RayNetworkPeer.pods({ app: 'a'.repeat(64) })] }, '[ray/network] clients[0]: label'],
    [
      'a namespace that there cannot be',
      { kubeRayOperator: RayNetworkPeer.kubeRayOperator('Kube_Ray') },
      "[ray/network] kubeRayOperator[0]: namespace is 'Kube_Ray':",
    ],
    [
      'an address without its prefix length',
      { clients: [RayNetworkPeer.cidr('10.0.0.1')] },
      "[ray/network] clients[0] is '10.0.0.1': it is no block of addresses in CIDR notation. Fix: write address and prefix length, as in '10.0.0.0/8', or '192.0.2.7/32' for one address.",
    ],
    ['a prefix too long', { clients: [RayNetworkPeer.cidr('10.0.0.0/33')] }, "[ray/network] clients[0] is '10.0.0.0/33':"],
    ['an IPv6 prefix too long', { clients: [RayNetworkPeer.cidr('fd00::/129')] }, "[ray/network] clients[0] is 'fd00::/129':"],
    ['an address that is none', { clients: [RayNetworkPeer.cidr('10.0.0.256/32')] }, "[ray/network] clients[0] is '10.0.0.256/32':"],
    ['a host name', { clients: [RayNetworkPeer.cidr('example.com/32')] }, "[ray/network] clients[0] is 'example.com/32':"],
    [
      'an exception outside of its block',
      { clients: [RayNetworkPeer.cidr('10.0.0.0/8', ['11.0.0.0/16'])] },
      "[ray/network] clients[0]: except[0] is '11.0.0.0/16': it lies not within 10.0.0.0/8, and the API server refuses such an exception.",
    ],
    [
      'an exception as large as its block',
      { clients: [RayNetworkPeer.cidr('10.0.0.0/8', ['10.0.0.0/8'])] },
      '[ray/network] clients[0]: except[0]',
    ],
    [
      'an exception of the other family',
      { clients: [RayNetworkPeer.cidr('10.0.0.0/8', ['fd00::/64'])] },
      '[ray/network] clients[0]: except[0]',
    ],
    [
      'a Redis for a cluster that has none',
      { redis: [pod] },
      "[ray/network] redis: the cluster has no gcsFaultTolerance with a redisAddress, so its head has no Redis to reach. Fix: remove it; other databases go to 'egress'.",
    ],
  ];
  test.each(TABLE)('%s', (_, options, message) => {
    expect(() => policies(options)).toThrow(message);
  });

  test('people who would find nobody to talk to', () => {
    const loopback = { head: { rayStartParams: { 'dashboard-host': '127.0.0.1' } } };
    expect(() => policies({ submitters: [pod] }, demo(loopback))).toThrow(
      '[ray/network] submitters: no pod of the cluster listens on the pod network for them (kube-rbac-proxy or dashboard and Jobs API). Fix: remove the option, or have the cluster listen there.',
    );
    const noServe = { head: { template: { spec: { containers: [{ name: 'r', ports: [{ name: 'client', containerPort: 10001 }] }] } } } };
    expect(() => policies({ serveClients: [pod] }, demo(noServe))).toThrow('[ray/network] serveClients: no pod of the cluster listens');
  });
  test('an operator before a proxy, through which it cannot come', () => {
    const cluster = demo();
    proxied(cluster);
    expect(() => policies({ kubeRayOperator: RayNetworkPeer.kubeRayOperator() }, cluster)).toThrow(
      '[ray/network] kubeRayOperator: no pod of the cluster listens',
    );
  });
});

test('two synths are the same', () => {
  const once = () => JSON.stringify(policies({ egress: [RayNetworkEgress.internet()] }, demo({ autoscaling: {} })).all);
  expect(once()).toBe(once());
});
