import { ApiObject, type Chart, Duration } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster, RayTlsRotation, RayTlsWorkload, TrustBundle } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { tryKubectl } from './support/kubectl';
import { NEVER, rotate } from './support/rotate';
import { type KubeObject, type Place, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const MINUTE = 60_000;
const RAY_IMAGE = 'rayproject/ray:2.58.0';
const PODS = 'ray.io/cluster=demo,ray.io/node-type in (head, worker)';
const CLEAN_UP_MILLISECONDS = 6 * MINUTE;

const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 15 * MINUTE);

const VERBOSE = { name: 'ray-worker', env: [{ name: 'GRPC_VERBOSITY', value: 'INFO' }] };

let rotation: RayTlsRotation;

/** The steps of docs/rotation.md: who signs, and who is trusted beside it. */
const STEPS: { readonly [step: string]: (oldCa: RayTlsCa, newCa: RayTlsCa) => RayTls } = {
  before: (oldCa) => RayTls.signedBy(oldCa),
  'trust both': (oldCa, newCa) => RayTls.signedBy(oldCa, { additionalTrust: [TrustBundle.fromCa(newCa)] }),
  'sign by the new one': (oldCa, newCa) => RayTls.signedBy(newCa, { additionalTrust: [TrustBundle.fromCa(oldCa)] }),
  'forget the old one': (_, newCa) => RayTls.signedBy(newCa),
};

function build(chart: Chart, step: string): void {
  const oldCa = new RayTlsCa(chart, 'old-ca', { secretName: 'old-ca' });
  const newCa = new RayTlsCa(chart, 'new-ca', { secretName: 'new-ca' });
  const cluster = new RayTlsCluster(chart, 'cluster', {
    tls: STEPS[step](oldCa, newCa),
    metadata: { name: 'demo' },
    gcsFaultTolerance: { redisAddress: 'redis:6379' },
    head: { ...SMALL.head, rayStartParams: { ...SMALL.head.rayStartParams, 'num-cpus': '0' } },
    // Should a worker not find its way to the new head, this says why.
    workerGroups: [{ ...SMALL.worker, replicas: 2, template: { spec: { containers: [VERBOSE] } } }],
  });
  rotation = new RayTlsRotation(chart, 'rotation', { cluster, schedule: NEVER, drainTimeout: Duration.minutes(3) });
  redis(chart);
  driver(chart, RayTls.signedBy(oldCa, { additionalTrust: [TrustBundle.fromCa(newCa)] }));
}

function redis(chart: Chart): void {
  const labels = { app: 'redis' };
  const metadata = { name: 'redis' };
  const containers = [{ name: 'redis', image: 'redis:7.0', imagePullPolicy: 'IfNotPresent', ports: [{ containerPort: 6379 }] }];
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } };
  new ApiObject(chart, 'redis', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec });
  new ApiObject(chart, 'redis-service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: labels, ports: [{ port: 6379 }] },
  });
}

/** A Ray node that no rotation replaces, on which the driver of the job runs. It trusts both CAs from the beginning. */
function driver(chart: Chart, tls: RayTls): void {
  const labels = { app: 'driver' };
  const container = {
    name: 'driver',
    image: RAY_IMAGE,
    command: ['sh', '-c', 'ray start --address=demo-head-svc:6379 --num-cpus=0 --object-store-memory=100000000 --block'],
    env: [{ name: 'RAY_gcs_rpc_server_reconnect_timeout_s', value: '600' }],
    resources: SMALL.worker.resources,
  };
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } };
  const workload = new ApiObject(chart, 'driver', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'driver' }, spec });
  new RayTlsWorkload(chart, 'driver-identity', { workload, tls, runsRay: true });
}

const reports = async () =>
  (await sandbox.readyPods(PODS, 3, 400)).map(({ status }) =>
    JSON.parse(status.initContainerStatuses.find(({ name }: KubeObject) => name === 'ray-tls-leaf').state.terminated.message),
  );
const apply = (step: string) => sandbox.apply(built(sandbox.namespace, (chart) => build(chart, step)));

async function driverPlace(seconds: number): Promise<Place> {
  const [pod] = await sandbox.readyPods('app=driver', 1);
  return { pod: pod.metadata.name, container: 'driver', seconds };
}

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await apply('before');
    await sandbox.readyPods(PODS, 3);
    await driverPlace(1);
  }),
  10 * MINUTE,
);

afterAll(async () => {
  // KubeRay clears Redis after a cluster, for which it has to be there still.
  await tryKubectl(['--namespace', sandbox.namespace, 'delete', 'raycluster', 'demo', '--timeout=120s'], { seconds: 130 });
  await sandbox.delete();
}, CLEAN_UP_MILLISECONDS);

let job: Promise<string>;
let oldSigner: string;
let newSigner: string;

rule('the new CA must not sign before everybody trusts it: the rotation refuses to part the cluster', async () => {
  oldSigner = (await reports())[0].signer;
  await apply('sign by the new one');
  const { succeeded, log } = await rotate(sandbox, rotation, 'too-soon');
  expect(succeeded).toBe(false);
  expect(log).toMatch(/ray-tls: pod demo-\S+ does not trust the CA that signs new leaves/);
  for (const report of await reports()) expect(report.signer).toBe(oldSigner);
});

rule('first every pod comes to trust both CAs, the head too, under a job of many tasks', async () => {
  await apply('trust both');
  const place = await driverPlace(1500);
  await until('the nodes of the cluster', 120, async () => (await sandbox.exec(place, 'ray', 'status')).includes('2.0 CPU') || undefined);
  job = sandbox.exec(place, ...python('many-tasks.py', '900'));
  // A failure is looked at below.
  job.catch(() => undefined);
  const { succeeded, log } = await rotate(sandbox, rotation, 'trust-both');
  expect(log).toContain('it trusts other CAs than new pods do');
  expect(succeeded).toBe(true);
  for (const report of await reports()) expect(report).toMatchObject({ signer: oldSigner, trusts: [oldSigner, expect.any(String)] });
});

rule('then the new CA signs the leaf of every pod', async () => {
  await apply('sign by the new one');
  const { succeeded, log } = await rotate(sandbox, rotation, 'new-signer');
  expect(log).toContain('another CA signed its leaf than signs new ones');
  expect(succeeded).toBe(true);
  const told = await reports();
  newSigner = told[0].signer;
  expect(newSigner).not.toBe(oldSigner);
  for (const report of told) expect(report).toMatchObject({ signer: newSigner, trusts: [newSigner, oldSigner] });
});

rule('meanwhile no task was lost', async () => {
  const { started, total, expected, places, lost } = JSON.parse((await job).trim().split('\n').at(-1)!);
  expect(lost).toEqual([]);
  expect(started).toBeGreaterThan(100);
  expect(total).toBe(expected);
  expect(places.length).toBeGreaterThanOrEqual(4);
});

rule('at last the old root leaves, and a leaf of it opens nothing any more', async () => {
  await apply('forget the old one');
  const { succeeded } = await rotate(sandbox, rotation, 'forget');
  expect(succeeded).toBe(true);
  for (const report of await reports()) expect(report).toMatchObject({ signer: newSigner, trusts: [newSigner] });
  const place = await driverPlace(60);
  const outcome = await sandbox.tryExec(place, 'ray', 'health-check', '--address', 'demo-head-svc:6379');
  expect(outcome.status).not.toBe(0);
});
