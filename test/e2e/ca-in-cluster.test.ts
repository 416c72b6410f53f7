import { Chart, Testing } from 'cdk8s';
import { RayTlsCa } from 'cdk8s-ray-tls';
import { makeCa } from '../support/openssl';
import { tryKubectl } from './support/kubectl';
import { type KubeObject, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const MADE = 'made-here';
const FOREIGN = 'made-elsewhere';
const made = manifestsOf(MADE);
const foreign = manifestsOf(FOREIGN);
const sound = makeCa();

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.createSecret(FOREIGN, { 'ca.crt': sound.certificate, 'ca.key': sound.privateKey });
    await sandbox.apply(list(made));
    await sandbox.apply(list(foreign));
    await completion(made);
  }),
  240_000,
);

afterAll(() => sandbox.delete(), 240_000);

rule('a second run of the Job leaves the CA as it is', async () => {
  const before = await sandbox.get('secret', MADE);
  await sandbox.kubectl(['delete', 'job', jobOf(made).metadata.name, '--wait=true']);
  await sandbox.apply(list(made));
  await completion(made);
  expect((await sandbox.get('secret', MADE)).metadata).toEqual(before.metadata);
});

rule('a Secret that the Job did not make is left as it is, and the Job says what to do', async () => {
  const words = await until('the termination message of the Job', 120, async () => {
    const [pod] = await sandbox.list('pods', '--selector', `job-name=${jobOf(foreign).metadata.name}`);
    return pod?.status.containerStatuses?.[0].state.terminated?.message;
  });
  expect(words).toContain(`Secret ${sandbox.namespace}/${FOREIGN} exists, was not made by this Job, and is left alone.`);
  expect(words).toContain('RayTlsCa.fromSecretName');
  const secret = await sandbox.get('secret', FOREIGN);
  expect(Buffer.from(secret.data['ca.key'], 'base64').toString()).toBe(sound.privateKey);
});

rule("the Job's ServiceAccount may create Secrets, get the CA's, and nothing else", async () => {
  const serviceAccount = made.find((object) => object.kind === 'ServiceAccount')?.metadata.name;
  const may = async (...request: string[]) => {
    const as = `--as=system:serviceaccount:${sandbox.namespace}:${serviceAccount}`;
    const { stdout } = await tryKubectl(['auth', 'can-i', ...request, as, '--namespace', sandbox.namespace]);
    return stdout.trim();
  };
  expect(await may('create', 'secrets')).toBe('yes');
  expect(await may('get', `secrets/${MADE}`)).toBe('yes');
  const forbidden = [
    ...[`secrets/${FOREIGN}`, 'configmaps', 'rayclusters.ray.io'].map((what) => ['get', what]),
    ...['list', 'watch'].map((verb) => [verb, 'secrets']),
    ...['update', 'patch', 'delete'].map((verb) => [verb, `secrets/${MADE}`]),
    ...['pods', 'rolebindings', 'serviceaccounts/token'].map((what) => ['create', what]),
  ];
  for (const request of forbidden) expect([request, await may(...request)]).toEqual([request, 'no']);
});

function manifestsOf(secretName: string): KubeObject[] {
  const chart = new Chart(Testing.app(), secretName, { namespace: sandbox.namespace });
  new RayTlsCa(chart, 'ca', { secretName });
  return chart.toJson();
}

function list(items: KubeObject[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function jobOf(manifests: KubeObject[]): KubeObject {
  return manifests.find((object) => object.kind === 'Job') as KubeObject;
}

async function completion(manifests: KubeObject[]): Promise<void> {
  await sandbox.kubectl(['wait', '--for=condition=Complete', `job/${jobOf(manifests).metadata.name}`, '--timeout=120s'], { seconds: 130 });
}
