import { RayExample } from './support/ray-example';
import { type KubeObject, type Place, python } from './support/sandbox';
import { secretsInSight } from './support/secrets-in-sight';

const example = new RayExample('self-signed-autoscaling');
const { sandbox } = example;
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const RAY_HEAD = 'ray-head';
const AUTOSCALER = 'autoscaler';
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

let head: KubeObject;
let worker: KubeObject;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(example.manifests, '--dry-run=server', '--validate=strict');
    await sandbox.apply(example.manifests);
    head = await example.readyHead();
  }),
  400_000,
);

afterAll(() => sandbox.delete(), 240_000);

rule('a pending task makes the autoscaler add a worker, which runs it', async () => {
  expect(await sandbox.list('pods', '--selector', example.selector('worker'))).toEqual([]);
  const ranOn = await sandbox.exec({ ...on(head, RAY_HEAD), seconds: 280 }, ...python('run-pending.py', '240'));
  [worker] = await example.readyWorkers(1);
  expect(ranOn.trim()).toBe(worker.status.podIP);
});

rule("only the autoscaler's container can read a token", async () => {
  const { privateKey } = await example.caPem();
  const found = await secretsInSight(sandbox, on(head, AUTOSCALER), privateKey);
  // Kubernetes mounts a projected file under a folder with a time in its name, and links to it.
  expect(new Set(await realPaths(found.token))).toEqual(new Set(await realPaths([TOKEN])));
  for (const place of [on(head, RAY_HEAD), on(worker, 'ray-worker')]) {
    expect((await secretsInSight(sandbox, place, privateKey)).token).toEqual([]);
  }
});

rule("no container can read the CA's key", async () => {
  const { privateKey } = await example.caPem();
  for (const place of [on(head, RAY_HEAD), on(head, AUTOSCALER), on(worker, 'ray-worker')]) {
    expect((await secretsInSight(sandbox, place, privateKey)).key).toEqual([]);
  }
});

rule('the same manifests, applied again, leave the added worker alone', async () => {
  const outcomes = await sandbox.apply(example.manifests);
  // KubeRay's CRD replaces the list of worker groups as a whole, `replicas` too, which belong to the autoscaler.
  expect(outcomes.filter((outcome) => !outcome.endsWith(' unchanged') && !outcome.startsWith('raycluster.ray.io/'))).toEqual([]);
  const ranOn = await sandbox.exec({ ...on(head, RAY_HEAD), seconds: 280 }, ...python('run-pending.py', '240'));
  const [still] = await example.readyWorkers(1);
  expect(still.metadata.uid).toBe(worker.metadata.uid);
  expect(ranOn.trim()).toBe(worker.status.podIP);
});

function on(pod: KubeObject, container: string): Place {
  return { pod: pod.metadata.name, container };
}

async function realPaths(paths: readonly string[]): Promise<string[]> {
  return (await sandbox.exec(on(head, AUTOSCALER), 'realpath', ...paths)).trim().split('\n');
}
