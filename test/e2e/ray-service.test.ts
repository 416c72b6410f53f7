import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { synthExample } from '../support/example';
import { type KubeObject, type Place, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const SECONDS_TO_SERVE = 480;
const TIGHT_TIMEOUT = { RAY_py_gcs_connect_timeout_s: '10' };
const TEST_MILLISECONDS = 900_000;

const sandbox = new Sandbox('ray');
/** Where the example lets requests come from. */
const ingress = new Sandbox('ingress-nginx');
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), TEST_MILLISECONDS);

const manifests = Object.values(synthExample(join(__dirname, '../../examples/ray-service'))).join('---\n');
const { metadata, spec } = parseAllDocuments(manifests)
  .map((document) => document.toJS())
  .find(({ kind }) => kind === 'RayService');
const HEAD_SERVICE = `${metadata.name}-head-svc`;
const URL = `http://${metadata.name}-serve-svc.${sandbox.namespace}.svc:8000/`;
const client: Place = { pod: 'client', container: 'client' };

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await ingress.create();
    await sandbox.apply(manifests, '--dry-run=server', '--validate=strict');
    await sandbox.apply(manifests);
    for (const each of [sandbox, ingress]) await each.kubectl(['create', '--filename', '-'], { input: clientPod() });
    await ingress.readyPods('client=service', 1);
    await serving('1');
  }),
  TEST_MILLISECONDS,
);

afterAll(() => Promise.all([sandbox.delete(), ingress.delete()]), 300_000);

rule('answers where the ingress is, and nobody else', async () => {
  expect(JSON.parse(await ingress.exec(client, ...ask()))).toMatchObject({ version: '1' });
  expect(await sandbox.tryExec(client, ...ask())).toMatchObject({ status: 1, stderr: expect.stringContaining('timed out') });
});

rule('stays as it is when the same manifests are applied again', async () => {
  const outcomes = await sandbox.apply(manifests);
  expect(outcomes.filter((outcome) => !outcome.endsWith(' unchanged'))).toEqual([]);
});

rule('is upgraded to a new cluster while requests go on, and none is lost', async () => {
  const before = await clusterName();
  const asking = ingress.exec({ ...client, seconds: 600 }, ...python('ask-service.py', URL, '2', '30'));
  await sandbox.apply(upgraded());
  const { versions, failures } = JSON.parse(await asking);
  expect(failures).toEqual([]);
  expect(versions['1']).toBeGreaterThan(10);
  expect(versions['2']).toBeGreaterThan(100);
  expect(await clusterName()).not.toBe(before);
});

rule("is healthy on the old and the new cluster, by the clusters' own names and by the service's", async () => {
  const clusters = (await sandbox.list('rayclusters')).map((cluster) => cluster.metadata.name);
  expect(clusters).toHaveLength(2);
  for (const worker of await workers()) {
    for (const name of names(worker)) {
      await sandbox.exec(rayContainer(worker), 'ray', 'health-check', '--address', `${name}:6379`);
    }
  }
});

rule('refuses a client without TLS on both clusters', async () => {
  for (const worker of await workers()) {
    // Each refusal takes its time.
    for (const name of names(worker).filter((each) => each.includes('.'))) {
      const place = { ...rayContainer(worker), env: { ...TIGHT_TIMEOUT, RAY_USE_TLS: '0' } };
      expect(await sandbox.tryExec(place, 'ray', 'health-check', '--address', `${name}:6379`)).toMatchObject({ status: 1 });
    }
  }
});

/** One of each cluster, whatever they are called. */
async function workers(): Promise<KubeObject[]> {
  return sandbox.readyPods(`cdk8s-ray-tls/cluster=${metadata.name},ray.io/node-type=worker`, 2, SECONDS_TO_SERVE);
}

function names(worker: KubeObject): string[] {
  const services = [`${worker.metadata.labels['ray.io/cluster']}-head-svc`, HEAD_SERVICE];
  return services.flatMap((service) => [service, `${service}.${sandbox.namespace}.svc.cluster.local`]);
}

async function clusterName(): Promise<string> {
  return (await sandbox.get('rayservice', metadata.name)).status.activeServiceStatus.rayClusterName;
}

async function serving(version: string): Promise<void> {
  await until(`version ${version} serves`, SECONDS_TO_SERVE, async () => {
    const { status, stdout } = await ingress.tryExec(client, ...ask());
    return status === 0 && JSON.parse(stdout).version === version ? true : undefined;
  });
}

/** The same service with another environment: another cluster. */
function upgraded(): string {
  const next = structuredClone(spec);
  for (const { template } of [next.rayClusterConfig.headGroupSpec, ...next.rayClusterConfig.workerGroupSpecs]) {
    template.spec.containers[0].env.find(({ name }: KubeObject) => name === 'ANSWERS_VERSION').value = '2';
  }
  return JSON.stringify({ apiVersion: 'ray.io/v1', kind: 'RayService', metadata, spec: next });
}

function ask(): string[] {
  return ['python', '-c', `import urllib.request; print(urllib.request.urlopen('${URL}', timeout=10).read().decode())`];
}

function clientPod(): string {
  const { image } = spec.rayClusterConfig.headGroupSpec.template.spec.containers[0];
  const container = { name: client.container, image, command: ['sleep', 'infinity'], resources: { requests: { cpu: '10m' } } };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: client.pod, labels: { client: 'service' } },
    spec: { containers: [container], terminationGracePeriodSeconds: 0 },
  });
}

function rayContainer(pod: KubeObject): Place {
  return { pod: pod.metadata.name, container: pod.spec.containers[0].name };
}
