import type { Chart } from 'cdk8s';
import { Duration } from 'cdk8s';
import { RayBusyWorkers, RayTls, RayTlsCa, RayTlsCluster, RayTlsRotation, RayWorkerReplacement } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { tryKubectl } from './support/kubectl';
import { NEVER, rotate } from './support/rotate';
import { type KubeObject, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const MINUTE = 60_000;
const WORKERS = 'ray.io/cluster=demo,ray.io/node-type=worker';
/** A leaf is due three minutes after its pod has started: it is backdated by five, for clocks that lag behind. */
const LIFE = Duration.minutes(60);
const RENEW_BEFORE = Duration.minutes(57);

const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 20 * MINUTE);

const rotations: { [id: string]: RayTlsRotation } = {};

function build(chart: Chart, caName = 'ca-tls', duration = LIFE): void {
  const cluster = new RayTlsCluster(chart, 'cluster', {
    tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', caName), { duration }),
    metadata: { name: 'demo' },
    head: { ...SMALL.head, rayStartParams: { ...SMALL.head.rayStartParams, 'num-cpus': '0' } },
    workerGroups: [{ ...SMALL.worker, replicas: 2 }],
  });
  const common = { cluster, schedule: NEVER, renewBefore: RENEW_BEFORE, drainTimeout: Duration.minutes(3) };
  rotations['in-place'] = new RayTlsRotation(chart, 'in-place', common);
  rotations['surge'] = new RayTlsRotation(chart, 'surge', { ...common, workerReplacement: RayWorkerReplacement.surge() });
  rotations['impatient'] = new RayTlsRotation(chart, 'impatient', {
    ...common,
    drainTimeout: Duration.seconds(5),
    readyTimeout: Duration.seconds(60),
    busyWorkers: RayBusyWorkers.KEEP,
  });
}

/** How many workers were Ready at every moment, from now on. */
function countReady(): { least(): number } {
  const counts: number[] = [];
  const timer = setInterval(async () => {
    // Also those that are set aside, which KubeRay counts no more.
    const selector = 'cdk8s-ray-tls/cluster=demo,ray.io/node-type=worker';
    const { stdout } = await tryKubectl(['--namespace', sandbox.namespace, 'get', 'pods', '--selector', selector, '--output=json']);
    const pods: KubeObject[] = stdout === '' ? [] : JSON.parse(stdout).items;
    const ready = pods.filter(({ status }) =>
      status.conditions?.some(({ type, status: is }: KubeObject) => type === 'Ready' && is === 'True'),
    );
    if (stdout !== '') counts.push(ready.length);
  }, 1000);
  return {
    least: () => {
      clearInterval(timer);
      expect(counts.length).toBeGreaterThan(20);
      return Math.min(...counts);
    },
  };
}

const names = (pods: KubeObject[]) => pods.map(({ metadata }) => metadata.name).sort();

async function head(): Promise<KubeObject> {
  const [pod] = await sandbox.readyPods('ray.io/cluster=demo,ray.io/node-type=head', 1);
  return pod;
}

async function dueInSeconds(pods: KubeObject[]): Promise<void> {
  const youngest = Math.max(...pods.map(({ status }) => Date.parse(status.startTime)));
  await until('leaves that are due', 300, async () => Date.now() - youngest > 4 * MINUTE || undefined);
}

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(built(sandbox.namespace, (chart) => new RayTlsCa(chart, 'ca', { secretName: 'ca-tls' })));
    await sandbox.apply(built(sandbox.namespace, (chart) => build(chart)));
    await head();
    await sandbox.readyPods(WORKERS, 2);
  }),
  10 * MINUTE,
);

afterAll(() => sandbox.delete(), 4 * MINUTE);

rule('while every leaf is young, nothing happens', async () => {
  const before = names(await sandbox.list('pods', '--selector', WORKERS));
  const { succeeded, log } = await rotate(sandbox, rotations['in-place'], 'too-early');
  expect(log).toContain('ray-tls: nothing is due');
  expect(succeeded).toBe(true);
  expect(names(await sandbox.list('pods', '--selector', WORKERS))).toEqual(before);
});

rule('workers are replaced twice under a job of many tasks: none is lost, and there are never fewer workers than promised', async () => {
  const first = await sandbox.readyPods(WORKERS, 2);
  const place = { pod: (await head()).metadata.name, container: 'ray-head', seconds: 840 };
  await dueInSeconds(first);
  const job = sandbox.exec(place, ...python('many-tasks.py', '540'));

  const inPlace = countReady();
  const once = await rotate(sandbox, rotations['in-place'], 'once');
  // The head, whose end would be the end of all, is due as well: the run says so, after it has replaced the workers.
  expect(once.log).toMatch(/ray-tls: the head demo-head-\S+ is to be replaced: its leaf, or the CA of it, ends at \S+\. It is left alone/);
  expect(once.succeeded).toBe(false);
  expect(inPlace.least()).toBe(1);
  const second = await sandbox.readyPods(WORKERS, 2);
  expect(names(second).filter((name) => names(first).includes(name))).toEqual([]);

  await dueInSeconds(second);
  const surging = countReady();
  const twice = await rotate(sandbox, rotations['surge'], 'twice');
  expect(twice.log).toContain('is left alone');
  expect(surging.least()).toBe(2);
  const third = await sandbox.readyPods(WORKERS, 2);
  expect(names(third).filter((name) => names(second).includes(name))).toEqual([]);
  expect(await sandbox.list('pods', '--selector', 'cdk8s-ray-tls/set-aside')).toEqual([]);

  const { started, total, expected, places, lost } = JSON.parse((await job).trim().split('\n').at(-1)!);
  expect(lost).toEqual([]);
  expect(started).toBeGreaterThan(100);
  expect(total).toBe(expected);
  expect(places.length).toBeGreaterThanOrEqual(4);
});

rule('its ServiceAccount can touch no pod of anybody else, and nothing but pods', async () => {
  const pod = (await sandbox.list('pods', '--selector', 'app.kubernetes.io/name=ray-tls-rotation'))[0];
  const rotator = `system:serviceaccount:${sandbox.namespace}:${pod.spec.serviceAccountName}`;
  const as = async (...args: string[]) => tryKubectl(['--namespace', sandbox.namespace, '--as', rotator, ...args]);
  await sandbox.kubectl(['run', 'stranger', '--image=busybox:1.36', '--image-pull-policy=IfNotPresent', '--', 'sleep', '600']);
  const refused = await as('delete', 'pod', 'stranger', '--dry-run=server');
  expect(refused.stderr).toContain('only pods with the label cdk8s-ray-tls/cluster=demo may be replaced');
  expect((await as('delete', 'pod', (await head()).metadata.name, '--dry-run=server')).status).toBe(0);
  for (const forbidden of [
    ['get', 'secrets'],
    ['create', 'job', 'mine', '--image=busybox:1.36'],
    ['delete', 'raycluster', 'demo'],
    ['exec', 'stranger', '--', 'true'],
  ]) {
    expect((await as(...forbidden)).stderr).toMatch(/forbidden/i);
  }
  // It may change labels, and nothing else.
  const image = JSON.stringify({ spec: { containers: [{ name: 'ray-head', image: 'evil' }] } });
  const patched = await as('patch', 'pod', (await head()).metadata.name, '--dry-run=server', '--patch', image);
  expect(patched.stderr).toContain('nothing but metadata of pods may be changed');
});

rule('a broken CA stops a rotation before a pod is touched, and the cluster works on', async () => {
  const before = names(await sandbox.readyPods(WORKERS, 2));
  await sandbox.apply(built(sandbox.namespace, (chart) => build(chart, 'no-such-secret')));
  const run = sandbox.kubectl(['create', 'job', 'broken', `--from=cronjob/${rotations['in-place'].cronJobName}`]);
  await run;
  await sandbox.warning('broken', /secret "no-such-secret" not found/);
  expect(names(await sandbox.readyPods(WORKERS, 2))).toEqual(before);
  const ran = await sandbox.exec(
    { pod: (await head()).metadata.name, container: 'ray-head', seconds: 120 },
    ...python('run-everywhere.py', 'auto', '3'),
  );
  expect(JSON.parse(ran)).toHaveLength(3);
  await sandbox.apply(built(sandbox.namespace, (chart) => build(chart)));
});

rule('a worker that does not end its work in time runs on, and nothing is replaced', async () => {
  const before = await sandbox.readyPods(WORKERS, 2);
  await dueInSeconds(before);
  const busy =
    'import ray, time; ray.init(address="auto", log_to_driver=False)\n' +
    'f = ray.remote(num_cpus=1, max_retries=0)(lambda: time.sleep(90) or 7)\n' +
    'print("sum", sum(ray.get([f.remote() for _ in range(2)])))';
  const place = { pod: (await head()).metadata.name, container: 'ray-head', seconds: 240 };
  const job = sandbox.exec(place, 'python', '-c', busy);
  await until('both tasks', 60, async () => (await sandbox.exec(place, 'ray', 'status')).includes('2.0/2.0 CPU') || undefined);
  const { succeeded, log } = await rotate(sandbox, rotations['impatient'], 'too-busy');
  expect(succeeded).toBe(false);
  expect(log).toMatch(
    /ray-tls: still busy after 5 s: demo-cpu-worker-\S+ \(.*CPU currently in use.*\)\. They take no new work, and run on\./,
  );
  expect(names(await sandbox.list('pods', '--selector', WORKERS))).toEqual(names(before));
  expect(await job).toContain('sum 14');
  // Its node has left the Ray cluster now, and the pod has not: the next run clears it away, and goes on.
  const next = await rotate(sandbox, rotations['in-place'], 'after-all');
  expect(next.log).toMatch(/ray-tls: worker demo-cpu-worker-\S+ is no node of the Ray cluster any more, and is deleted/);
  expect(next.log).toContain('is left alone');
});
