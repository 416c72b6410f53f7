import { App, Chart, Duration, Yaml } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { CertManagerIssuer, RayPortPurpose, RayTls, RayTlsCa, RayTlsCluster, type RayTlsClusterProps } from '../../lib';
import { RayNetworkEgress } from '../../lib/access/network/egress';
import { RayNetworkPeer } from '../../lib/access/network/peer';
import { RayNetworkPolicy, type RayNetworkPolicyProps } from '../../lib/access/network/ray-network-policy';
import { makeCa } from '../support/openssl';
import { ACTOR, actorPod } from './support/actor-pod';
import { type KubeObject, type Place, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const home = new Sandbox();
const away = new Sandbox();
const monitoring = new Sandbox();
const system = new Sandbox('kube-system');
const rule = (title: string, body: () => Promise<void>) => test(title, home.explained(body));

const CA_SECRET = 'ca-tls';
const CLUSTER_LABEL = 'cdk8s-ray-tls/cluster';
const STORE = 9000;
/** Every actor listens on all of them; those that Ray listens on, too, stand for Ray of other clusters. */
const ACTOR_PORTS = [STORE, 9001, 53, 443, 6379, 6380, 8265];

/** The parts that are played beside the cluster's own head and worker. */
const ACTORS: { readonly [name: string]: [Sandbox, { readonly [label: string]: string }] } = {
  bystander: [home, {}],
  django: [home, { app: 'django' }],
  ci: [home, { app: 'ci' }],
  neighbour: [home, { [CLUSTER_LABEL]: 'neighbour', 'ray.io/node-type': 'head' }],
  stranger: [away, {}],
  impostor: [away, { app: 'django' }],
  store: [away, { app: 'store' }],
  operator: [away, { 'app.kubernetes.io/name': 'kuberay-operator' }],
  prometheus: [monitoring, {}],
  redis: [home, { app: 'redis' }],
  'stateful-head': [home, { [CLUSTER_LABEL]: 'stateful', 'ray.io/node-type': 'head' }],
  'stateful-worker': [home, { [CLUSTER_LABEL]: 'stateful', 'ray.io/node-type': 'worker' }],
  'stateful-cleanup': [home, { [CLUSTER_LABEL]: 'stateful', 'ray.io/node-type': 'redis-cleanup' }],
};

/** Who connects to whom, at which ports. */
type Flow = readonly [from: string, to: string, ports: readonly number[]];

const ALLOWED: readonly Flow[] = [
  ['django', 'head', [10001]],
  ['ci', 'head', [8265]],
  ['prometheus', 'head', [8080, 44217, 44227]],
  ['prometheus', 'worker', [8080]],
  ['operator', 'head', [8265]],
  ['head', 'store', [STORE]],
  ['worker', 'store', [STORE]],
  ['worker', 'dns', [53]],
  ['head', 'api', [443]],
  ['stateful-head', 'redis', [6379]],
  ['stateful-cleanup', 'redis', [6379]],
];

const REFUSED: readonly Flow[] = [
  ['django', 'head', [6379, 8265, 52365, 8080]],
  ['impostor', 'head', [10001]],
  ['ci', 'head', [6379, 10001, 52365, 8080]],
  ['ci', 'worker', [52365]],
  ['prometheus', 'head', [6379, 10001, 8265, 52365]],
  ['prometheus', 'worker', [52365]],
  ['operator', 'head', [6379, 10001, 52365]],
  ['neighbour', 'head', [6379, 10001, 8265, 52365]],
  ['head', 'neighbour', [6379, 8265]],
  ['worker', 'neighbour', [6379, 8265]],
  ['worker', 'store', [9001, 53, 443]],
  ['worker', 'stranger', [STORE, 443]],
  ['head', 'stranger', [STORE]],
  ['worker', 'bystander', [STORE, 443]],
  ['worker', 'api', [443]],
  ['stateful-head', 'redis', [6380]],
  ['stateful-worker', 'redis', [6379]],
];

const guarded = guardedCluster();

/** Where everybody is: those who connect in a container, those who are connected to at an address. */
const places = new Map<string, [Sandbox, Place]>();
const addresses = new Map<string, string>();
/** The ports at which something listens from the start, as `exposure()` tells. */
function toldPorts(groupName: string): number[] {
  const fixed = guarded.cluster.exposure().filter(({ port, purpose }) => /^\d+$/.test(port) && purpose !== RayPortPurpose.SERVE);
  return fixed.filter((exposed) => exposed.groupName === groupName).map(({ port }) => Number(port));
}

/** The flows, with every port on which the cluster's pods listen at this moment, by their own account. */
async function everyFlow(): Promise<{ allowed: Flow[]; refused: Flow[] }> {
  const listening = async (pod: string): Promise<number[]> => {
    const [sandbox, place] = places.get(pod)!;
    return JSON.parse(await sandbox.exec(place, ...python('listening-ports.py')));
  };
  const [head, worker] = [await listening('head'), await listening('worker')];
  expect(head).toEqual(expect.arrayContaining(toldPorts('headgroup')));
  expect(worker).toEqual(expect.arrayContaining(toldPorts('cpu')));
  return {
    allowed: [...ALLOWED, ['head', 'worker', worker], ['worker', 'head', head]],
    refused: [
      ...REFUSED,
      ...['bystander', 'stranger'].flatMap((from): Flow[] => [
        [from, 'head', head],
        [from, 'worker', worker],
      ]),
    ],
  };
}

beforeAll(
  home.explained(async () => {
    for (const sandbox of [home, away, monitoring]) await sandbox.create();
    const ca = makeCa();
    await home.createSecret(CA_SECRET, { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey });
    await home.apply(guarded.manifests, '--dry-run=server', '--validate=strict');
    await home.apply(guarded.manifests);
    const [head] = await home.readyPods('ray.io/node-type=head,ray.io/cluster=guarded', 1);
    join('head', head, 'ray-head');
    const image = head.spec.containers[0].image;
    for (const [name, [sandbox, labels]] of Object.entries(ACTORS)) await sandbox.apply(actorPod(name, labels, image, ACTOR_PORTS));
  }),
  500_000,
);

afterAll(async () => {
  for (const sandbox of [home, away, monitoring]) await sandbox.delete();
}, 600_000);

rule('a cluster starts behind its policy, and its autoscaler adds a worker, which runs a task', async () => {
  const [head] = await home.list('pods', '--selector', 'ray.io/node-type=head,ray.io/cluster=guarded');
  const ranOn = await home.exec({ pod: head.metadata.name, container: 'ray-head', seconds: 280 }, ...python('run-pending.py', '240'));
  const [worker] = await home.readyPods('ray.io/node-type=worker,ray.io/cluster=guarded', 1);
  expect(ranOn.trim()).toBe(worker.status.podIP);
  join('worker', worker, 'ray-worker');
});

rule('its pods are known by their names', async () => {
  const [sandbox, worker] = places.get('worker')!;
  const found = await sandbox.exec(worker, 'getent', 'hosts', `guarded-head-svc.${home.namespace}.svc.cluster.local`);
  expect(found).toContain(addresses.get('head'));
});

rule('just the flows that are meant to be go through', async () => {
  for (const [name, [sandbox]] of Object.entries(ACTORS)) {
    const [pod] = await sandbox.readyPods(`actor=${name}`, 1);
    join(name, pod, ACTOR);
  }
  const [dns] = await system.list('pods', '--selector=k8s-app=kube-dns');
  addresses.set('dns', dns.status.podIP);
  const api = await new Sandbox('default').get('service', 'kubernetes');
  addresses.set('api', api.spec.clusterIP);

  const { allowed, refused } = await everyFlow();
  expect(await observe([...allowed, ...refused])).toEqual({ ...all(allowed, 'open'), ...all(refused, 'silent') });
});

rule('without the policies all of these flows go through', async () => {
  for (const name of ['guarded', 'neighbour', 'stateful']) {
    await home.kubectl(['delete', 'networkpolicy', '--selector', `of=${name}`]);
  }
  await until('a flow that was refused', 30, async () => {
    const [flow] = Object.values(await observe([['bystander', 'head', [6379]]]));
    return flow === 'open' ? flow : undefined;
  });
  const { allowed, refused } = await everyFlow();
  expect(await observe([...allowed, ...refused])).toEqual(all([...allowed, ...refused], 'open'));
});

describe('with certificates that cert-manager issues', () => {
  const issued = new Sandbox();
  beforeAll(async () => {
    await home.kubectl(['delete', 'raycluster', 'guarded', '--timeout=120s'], { seconds: 130 });
    await issued.create();
    await issued.apply(issuedCluster(issued.namespace));
  }, 200_000);
  afterAll(() => issued.delete(), 240_000);

  test(
    'a cluster starts behind its policy, and runs a task on every node',
    issued.explained(async () => {
      const [head] = await issued.readyPods('ray.io/node-type=head', 1);
      await issued.readyPods('ray.io/node-type=worker', 1);
      const place = { pod: head.metadata.name, container: 'ray-head', seconds: 180 };
      expect(JSON.parse(await issued.exec(place, ...python('run-everywhere.py', 'auto', '2')))).toHaveLength(2);
    }),
  );
  test(
    'and a pod gets its certificate through the policy, but not without the way to the API server',
    issued.explained(async () => {
      await issued.apply(patientPod('let-through', issuedCluster(issued.namespace)));
      expect(await phase(issued, 'let-through')).toBe('Succeeded');

      const [policy] = await issued.list('networkpolicy', '--selector=for=workers');
      const egress = policy.spec.egress.filter(({ ports = [] }: KubeObject) => !ports.some(({ port }: KubeObject) => port === 6443));
      expect(egress).toHaveLength(policy.spec.egress.length - 1);
      const patch = JSON.stringify({ spec: { egress } });
      await issued.kubectl(['patch', 'networkpolicy', policy.metadata.name, '--type=merge', '--patch', patch]);
      await issued.apply(patientPod('shut-off', issuedCluster(issued.namespace)));
      expect(await phase(issued, 'shut-off')).toBe('Failed');
    }),
  );
});

/** A worker's pod without Ray, which asks for its certificate only when policies surely hold for it, and ends. */
function patientPod(name: string, cluster: string): string {
  const { metadata, spec } = parseAllDocuments(cluster)
    .map((document) => document.toJS())
    .find(({ kind }) => kind === 'RayCluster').spec.workerGroupSpecs[0].template;
  const [ray] = spec.containers;
  const patience = { name: 'patience', image: ray.image, command: ['sleep', '10'] };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { ...metadata.labels, 'ray.io/node-type': 'worker' } },
    spec: {
      ...spec,
      restartPolicy: 'Never',
      initContainers: [patience, ...spec.initContainers],
      containers: [{ ...ray, command: ['test', '-s', '/etc/ray/tls/tls.crt'] }],
    },
  });
}

async function phase(sandbox: Sandbox, pod: string): Promise<string> {
  return until(`the end of ${pod}`, 180, async () => {
    const { status } = await sandbox.get('pod', pod);
    return ['Succeeded', 'Failed'].includes(status.phase) ? status.phase : undefined;
  });
}

/** What becomes of each flow: 'open' and 'closed' are answers, 'silent' is none. */
async function observe(flows: readonly Flow[]): Promise<Record<string, string>> {
  const observed: Record<string, string> = {};
  await Promise.all(
    [...new Set(flows.map(([from]) => from))].map(async (from) => {
      const own = flows.filter((flow) => flow[0] === from);
      const [sandbox, place] = places.get(from)!;
      const targets = own.flatMap(([, to, ports]) => ports.map((port) => `${addresses.get(to)}:${port}`));
      const found = JSON.parse(await sandbox.exec(place, ...python('probe-tcp.py', ...new Set(targets))));
      for (const flow of own) for (const [name, target] of named(flow)) observed[name] = found[target];
    }),
  );
  return observed;
}

/** The same outcome for all of them. */
function all(flows: readonly Flow[], outcome: string): Record<string, string> {
  return Object.fromEntries(flows.flatMap((flow) => named(flow).map(([name]) => [name, outcome])));
}

function named([from, to, ports]: Flow): [name: string, target: string][] {
  return ports.map((port) => [`${from} -> ${to}:${port}`, `${addresses.get(to)}:${port}`]);
}

function join(name: string, pod: KubeObject, container: string): void {
  places.set(name, [
    pod.metadata.namespace === home.namespace ? home : new Sandbox(pod.metadata.namespace),
    { pod: pod.metadata.name, container },
  ]);
  addresses.set(name, pod.status.podIP);
}

/** The cluster under test, and the policies of two more, whose pods are played. */
function guardedCluster(): { cluster: RayTlsCluster; manifests: string } {
  const chart = new Chart(new App(), 'ray', { namespace: home.namespace });
  const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', CA_SECRET));
  const cluster = smallCluster(chart, 'guarded', tls, { autoscaling: { idleTimeout: Duration.minutes(30) } });
  const neighbour = smallCluster(chart, 'neighbour', tls, {});
  const stateful = smallCluster(chart, 'stateful', tls, { gcsFaultTolerance: { redisAddress: 'redis:6379' } });
  protect(cluster, {
    submitters: [RayNetworkPeer.pods({ app: 'ci' })],
    clients: [RayNetworkPeer.pods({ app: 'django' })],
    prometheus: [RayNetworkPeer.namespace(monitoring.namespace)],
    kubeRayOperator: RayNetworkPeer.kubeRayOperator(away.namespace),
    // The second of them must not open the way to pods.
    egress: [RayNetworkEgress.to([RayNetworkPeer.pods({ app: 'store' }, away.namespace)], [STORE]), RayNetworkEgress.internet()],
  });
  protect(neighbour, {});
  protect(stateful, { redis: [RayNetworkPeer.pods({ app: 'redis' })] });
  return { cluster, manifests: manifests(chart, ({ kind, metadata }) => kind !== 'RayCluster' || metadata.name === 'guarded') };
}

function issuedCluster(namespace: string): string {
  const chart = new Chart(new App(), 'ray', { namespace });
  const tls = RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer'), { issueTimeout: Duration.seconds(20) });
  protect(smallCluster(chart, 'issued', tls, {}), {});
  return manifests(chart, () => true);
}

function protect(cluster: RayTlsCluster, options: Omit<RayNetworkPolicyProps, 'cluster'>): void {
  new RayNetworkPolicy(cluster, 'network', { cluster, ...options });
}

function smallCluster(chart: Chart, name: string, tls: RayTls, props: Partial<RayTlsClusterProps>): RayTlsCluster {
  const resources = { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '2', memory: '3Gi' } };
  const rayStartParams = { 'object-store-memory': '100000000' };
  return new RayTlsCluster(chart, name, {
    ...props,
    metadata: { name },
    tls,
    head: { resources, rayStartParams: { ...rayStartParams, ...(props.autoscaling ? { 'num-cpus': '0' } : {}) } },
    workerGroups: [{ groupName: 'cpu', maxReplicas: 1, resources, rayStartParams }],
  });
}

/** The objects of a chart, the policies labelled with whose and for whom they are. */
function manifests(chart: Chart, isWanted: (object: KubeObject) => boolean): string {
  const objects = chart.toJson().filter(isWanted);
  for (const { metadata, spec } of objects.filter(({ kind }) => kind === 'NetworkPolicy')) {
    const { matchLabels, matchExpressions } = spec.podSelector;
    metadata.labels = { of: matchLabels[CLUSTER_LABEL], for: matchExpressions[0].operator === 'In' ? 'head' : 'workers' };
  }
  return Yaml.stringify(...objects);
}
