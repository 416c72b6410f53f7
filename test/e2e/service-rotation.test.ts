import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, Duration } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { RayServeConfig, RayTls, RayTlsCa, RayTlsRotation, RayTlsService } from 'cdk8s-ray-tls';
import { makeCa } from '../support/openssl';
import { built, SMALL } from './support/built';
import { NEVER, rotate } from './support/rotate';
import { type KubeObject, type Place, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const NAME = 'answers';
const IMAGE = 'rayproject/ray:2.58.0';
const CODE = '/home/ray/code';
const MINUTE = 60_000;
const SECONDS_TO_SERVE = 480;
/** A leaf is due so long after its pod has started: until then the service has to serve, and a new one has to be in charge. */
const YOUNG = Duration.minutes(4);
const LIFE = Duration.minutes(60);
/** No cluster is called so: the client asks for as long as it ever does, 480 seconds. */
const NO_CLUSTER = '-';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 20 * MINUTE);

const client: Place = { pod: 'client', container: 'client' };
let rotation: RayTlsRotation;
let url: string;
const ca = makeCa();

function build(chart: Chart): void {
  const answers = readFileSync(join(__dirname, '../../examples/ray-service/answers.py'), 'utf8');
  const code = new ConfigMap(chart, 'code', { data: { 'answers.py': answers } });
  const service = new RayTlsService(chart, 'service', {
    metadata: { name: NAME },
    tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'), { duration: LIFE }),
    serveConfig: RayServeConfig.of({ applications: [{ name: 'answers', importPath: 'answers:app' }] }),
    head: SMALL.head,
    workerGroups: [SMALL.worker],
  });
  for (const pod of service.pods) {
    pod.addVolume({ name: 'code', configMap: { name: code.name } });
    pod.addVolumeMount({ name: 'code', mountPath: CODE, readOnly: true });
    pod.addEnv({ name: 'PYTHONPATH', value: CODE });
    // Every answer tells which cluster gave it.
    pod.addEnv({ name: 'ANSWERS_VERSION', valueFrom: { fieldRef: { fieldPath: "metadata.labels['ray.io/cluster']" } } });
  }
  const renewBefore = Duration.seconds(LIFE.toSeconds() - YOUNG.toSeconds());
  rotation = new RayTlsRotation(chart, 'rotation', { cluster: service, schedule: NEVER, renewBefore });
}

const manifests = built(sandbox.namespace, build);

function clientPod(): string {
  const container = {
    name: client.container,
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['sleep', 'infinity'],
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
  };
  const spec = { automountServiceAccountToken: false, terminationGracePeriodSeconds: 0, containers: [container] };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: client.pod, labels: { client: 'service' } }, spec });
}

async function inCharge(): Promise<string> {
  return (await sandbox.get('rayservice', NAME)).status.activeServiceStatus.rayClusterName;
}

async function podsOf(rayCluster: string): Promise<KubeObject[]> {
  return sandbox.list('pods', '--selector', `ray.io/cluster=${rayCluster}`);
}

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.createSecret('ca-tls', { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey });
    await sandbox.apply(clientPod());
    await sandbox.apply(manifests);
    await sandbox.readyPods('client=service', 1);
    // By its address, which has to stay: over eight minutes a name may once not be resolved, and that would be no request lost.
    url = await until('the serve service', SECONDS_TO_SERVE, async () => {
      const service = (await sandbox.list('services')).find(({ metadata }) => metadata.name === `${NAME}-serve-svc`);
      return service && `http://${service.spec.clusterIP}:8000/`;
    });
    const ask = `import urllib.request; urllib.request.urlopen('${url}', timeout=10)`;
    await until('an answer', SECONDS_TO_SERVE, async () => {
      const { status } = await sandbox.tryExec(client, 'python', '-c', ask);
      return status === 0 ? true : undefined;
    });
  }),
  15 * MINUTE,
);

afterAll(() => sandbox.delete(), 4 * MINUTE);

rule('while every leaf is young, nothing happens', async () => {
  const before = await inCharge();
  const { succeeded, log } = await rotate(sandbox, rotation, 'too-early');
  expect({ succeeded, log }).toEqual({ succeeded: true, log: expect.stringContaining('ray-tls: nothing is due') });
  expect(await sandbox.list('rayclusters')).toHaveLength(1);
  expect(await inCharge()).toBe(before);
});

rule('leaves that are due are renewed by a whole new cluster, once, and a client loses no request meanwhile', async () => {
  const former = await inCharge();
  const youngest = Math.max(...(await podsOf(former)).map(({ status }) => Date.parse(status.startTime)));
  await until('leaves that are due', 300, async () => Date.now() - youngest > YOUNG.toMilliseconds() + 10_000 || undefined);

  const asking = sandbox.exec({ ...client, seconds: 540 }, ...python('ask-service.py', url, NO_CLUSTER, '1'));
  const { succeeded, log } = await rotate(sandbox, rotation, 'due');
  const now = await inCharge();
  expect(log).toContain(`pods of ${former} are to be replaced, such as ${former}-`);
  expect({ succeeded, log }).toEqual({ succeeded: true, log: expect.stringContaining(`ray-tls: ${now} serves now`) });
  expect(now).not.toBe(former);

  const again = await rotate(sandbox, rotation, 'again');
  expect(again).toEqual({ succeeded: true, log: expect.stringContaining('ray-tls: nothing is due') });
  expect(await inCharge()).toBe(now);

  const { versions, failures } = JSON.parse(await asking);
  expect(failures).toEqual([]);
  expect(Object.keys(versions).sort()).toEqual([former, now].sort());
  expect(versions[former]).toBeGreaterThan(10);
  expect(versions[now]).toBeGreaterThan(100);
  await until(`the pods of ${former} to be gone`, 180, async () => ((await podsOf(former)).length === 0 ? true : undefined));
});

rule('the same manifests, applied again, bring neither the old cluster back nor another one', async () => {
  const before = await sandbox.get('rayservice', NAME);
  const serving = before.status.activeServiceStatus.rayClusterName;
  await sandbox.apply(manifests);
  const asked = await sandbox.exec({ ...client, seconds: 60 }, ...python('ask-service.py', url, serving, '20'));
  expect(JSON.parse(asked)).toEqual({ versions: { [serving]: expect.any(Number) }, failures: [] });
  expect((await sandbox.list('rayclusters')).map(({ metadata }) => metadata.name)).toEqual([serving]);
  expect((await sandbox.get('rayservice', NAME)).spec).toEqual(before.spec);
});
