import { join } from 'node:path';
import { type Chart, Duration } from 'cdk8s';
import {
  CertManagerIssuer,
  KubeRbacProxyAuth,
  RayPodSecurity,
  RayTls,
  RayTlsCa,
  RayTlsCheck,
  RayTlsCluster,
  RayTlsRotation,
} from 'cdk8s-ray-tls';
import { parseAllDocuments } from 'yaml';
import { synthExample } from '../support/example';
import { built, SMALL } from './support/built';
import { kubectl } from './support/kubectl';
import { NEVER, rotate } from './support/rotate';
import { type KubeObject, type Place, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const RESTRICTED = 'pod-security.kubernetes.io/enforce=restricted';
const TEST_MILLISECONDS = 900_000;
const SECONDS_TO_START = 400;

/** Kinds that the examples make for what this cluster does not run. */
const NOT_INSTALLED = ['PrometheusRule', 'PodMonitor', 'Ingress'];

async function restrict(sandbox: Sandbox): Promise<void> {
  await kubectl(['label', 'namespace', sandbox.namespace, RESTRICTED, 'pod-security.kubernetes.io/enforce-version=latest']);
}

/** What the admission of the namespace has said of pods that controllers wanted to make. */
async function refusedPods(sandbox: Sandbox): Promise<string[]> {
  const events = await sandbox.list('events', '--field-selector=type=Warning');
  return events.map(({ message }) => message).filter((message) => message.includes('PodSecurity'));
}

/** Runs every CronJob by hand. */
async function runCronJobs(sandbox: Sandbox): Promise<void> {
  for (const { metadata } of await sandbox.list('cronjobs')) {
    const name = `${metadata.name.slice(0, 40)}-now`;
    await sandbox.kubectl(['create', 'job', name, `--from=cronjob/${metadata.name}`]);
    const end = await endOf(sandbox, name);
    const log = await sandbox.kubectl(['logs', `job/${name}`, '--all-containers', '--ignore-errors']);
    expect(`${end}: ${log}`).toMatch(/^Complete: /);
  }
}

async function endOf(sandbox: Sandbox, job: string): Promise<string> {
  const end = await until(`the end of ${job}`, 600, async () => {
    const { status } = await sandbox.get('job', job);
    return (status.conditions ?? []).find(({ type, status: is }: KubeObject) => is === 'True' && ['Complete', 'Failed'].includes(type));
  });
  return end.type;
}

const rayContainer = (pod: KubeObject): Place => ({ pod: pod.metadata.name, container: pod.spec.containers[0].name });

describe('a namespace that enforces restricted runs the example', () => {
  const sandbox = new Sandbox('ray');
  const redis = new Sandbox('redis');
  const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), TEST_MILLISECONDS);
  const CLUSTER_ISSUERS = ['corp-ca', 'ray-ca'];

  /** The objects of an example that belong to its namespace and can be here, with one worker of each group. */
  const objectsOf = (example: string): KubeObject[] =>
    Object.values(synthExample(join(__dirname, '../../examples', example)))
      .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()))
      .filter(({ kind, metadata }) => !NOT_INSTALLED.includes(kind) && (metadata.namespace ?? sandbox.namespace) === sandbox.namespace)
      .map((object) => JSON.parse(JSON.stringify(object).replace(/"replicas":\d+/g, '"replicas":1')));

  const list = (items: KubeObject[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

  const runs = async (example: string, whole: (objects: KubeObject[]) => Promise<void>) => {
    const objects = objectsOf(example);
    await sandbox.apply(list(objects));
    await whole(objects);
    await runCronJobs(sandbox);
    expect(await refusedPods(sandbox)).toEqual([]);
    await sandbox.kubectl(['delete', '--ignore-not-found', '--wait=true', '--filename', '-'], { input: list(objects), seconds: 180 });
    await until('no pods', 180, async () => ((await sandbox.list('pods')).length === 0 ? true : undefined));
  };

  const startsWithWorkers = (workers: number) => async () => {
    await sandbox.readyPods('ray.io/node-type=head', 1, SECONDS_TO_START);
    if (workers > 0) await sandbox.readyPods('ray.io/node-type=worker', workers, SECONDS_TO_START);
  };

  beforeAll(
    sandbox.explained(async () => {
      await sandbox.create();
      await restrict(sandbox);
      await redis.create();
      await redis.kubectl(['create', '--filename', '-'], { input: JSON.stringify(redisObjects()) });
      await kubectl(['apply', '--filename', '-'], { input: list(CLUSTER_ISSUERS.flatMap(clusterIssuer)) });
    }),
    TEST_MILLISECONDS,
  );

  afterAll(async () => {
    await kubectl(['delete', '--ignore-not-found', '--filename', '-'], { input: list(CLUSTER_ISSUERS.flatMap(clusterIssuer)) });
    await Promise.all([sandbox.delete(), redis.delete()]);
  }, 300_000);

  rule('self-signed', () => runs('self-signed', startsWithWorkers(1)));
  rule('cert-manager', () => runs('cert-manager', startsWithWorkers(1)));
  rule('defense-in-depth', () => runs('defense-in-depth', startsWithWorkers(0)));
  rule('day-2, with its rotation, check and exporter', () =>
    runs('day-2', async () => {
      await startsWithWorkers(1)();
      await sandbox.readyPods('app.kubernetes.io/name=ray-tls-exporter', 1);
    }),
  );
  rule('ray-job', () =>
    runs('ray-job', async (objects) => {
      const { metadata } = objects.find(({ kind }) => kind === 'RayJob')!;
      await until('the end of the job', SECONDS_TO_START, async () => {
        const { status } = await sandbox.get('rayjob', metadata.name);
        return status?.jobStatus === 'SUCCEEDED' ? true : undefined;
      });
    }),
  );
  rule('ray-service', () =>
    runs('ray-service', async (objects) => {
      const { metadata } = objects.find(({ kind }) => kind === 'RayService')!;
      await until('the service serves', SECONDS_TO_START, async () => {
        const { status } = await sandbox.get('rayservice', metadata.name);
        return status?.conditions?.some(({ type, status: is }: KubeObject) => type === 'Ready' && is === 'True') ? true : undefined;
      });
    }),
  );
});

/** A cluster with everything that has a token of Kubernetes or a key beside Ray's containers. */
function guarded(chart: Chart, podSecurity?: RayPodSecurity): RayTlsRotation {
  const cluster = new RayTlsCluster(chart, 'cluster', {
    tls: RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer')),
    metadata: { name: 'demo' },
    head: SMALL.head,
    workerGroups: [{ ...SMALL.worker, minReplicas: 1 }],
    autoscaling: {},
    podSecurity,
  });
  new KubeRbacProxyAuth(chart, 'proxy', { cluster });
  new RayTlsCheck(chart, 'check', { cluster });
  return new RayTlsRotation(chart, 'rotation', { cluster, schedule: NEVER, readyTimeout: Duration.minutes(3) });
}

describe.each([
  ['the user of the image', undefined],
  ['another user than that of the image', RayPodSecurity.restricted(20_000)],
])('a namespace that enforces restricted, as %s', (_, podSecurity) => {
  const sandbox = new Sandbox();
  const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), TEST_MILLISECONDS);
  const uid = podSecurity === undefined ? 1000 : 20_000;
  let rotation: RayTlsRotation;
  let head: KubeObject;

  beforeAll(
    sandbox.explained(async () => {
      await sandbox.create();
      await restrict(sandbox);
      await sandbox.apply(
        built(sandbox.namespace, (chart) => {
          rotation = guarded(chart, podSecurity);
          // A CA by a Job, too.
          new RayTlsCa(chart, 'ca', { secretName: 'ca-tls' });
        }),
      );
      [head] = await sandbox.readyPods('ray.io/node-type=head', 1, SECONDS_TO_START);
      await sandbox.readyPods('ray.io/node-type=worker', 1, SECONDS_TO_START);
    }),
    TEST_MILLISECONDS,
  );

  afterAll(() => sandbox.delete(), 240_000);

  rule('a task can become nobody else, has no capability, mounts nothing, and reads no token of its neighbours', async () => {
    const results = JSON.parse(await sandbox.exec({ ...rayContainer(head), seconds: 120 }, ...python('escalate.py', 'auto')));
    expect(results).toHaveLength(2);
    for (const result of results) {
      expect(result).toEqual({
        uid,
        NoNewPrivs: '1',
        capabilities: [0, 0, 0],
        seccomp: '2',
        setuid: 'PermissionError',
        'setuid binary': 'PermissionError',
        sudo: expect.stringMatching(/^(?:FileNotFoundError|CalledProcessError)$/),
        mount: 'PermissionError',
        namespace: 'PermissionError',
        'raw socket': 'PermissionError',
        device: 'PermissionError',
        tokens: [],
      });
    }
  });

  rule('a rotation and a check run, and admission refused no pod', async () => {
    const { succeeded, log } = await rotate(sandbox, rotation, 'now');
    expect(log).toContain('ray-tls: nothing is due');
    expect(succeeded).toBe(true);
    const [check] = await sandbox.list('jobs', '--selector', 'app.kubernetes.io/name=ray-tls-check');
    // Without a network policy Ray's HTTP ports are open, which is what it has to find; it must have looked at everything.
    await endOf(sandbox, check.metadata.name);
    const verdict = await sandbox.kubectl([
      'logs',
      '--selector',
      'app.kubernetes.io/name=ray-tls-check',
      '--container=ray-tls-check',
      '--tail=-1',
    ]);
    expect(verdict).toMatch(/2 pods, \d+ ok, \d+ FAIL, 0 unknown/);
    expect(await refusedPods(sandbox)).toEqual([]);
  });
});

describe('what the same attempts come to', () => {
  const sandbox = new Sandbox();
  const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), TEST_MILLISECONDS);

  beforeAll(() => sandbox.create(), 60_000);
  afterAll(() => sandbox.delete(), 240_000);

  rule('as root with a capability, in a pod with a token: they succeed, so that refusals mean something', async () => {
    const { rayVersion } = JSON.parse(built('x', (chart) => guarded(chart))).items.find(
      ({ kind }: KubeObject) => kind === 'RayCluster',
    ).spec;
    const container = {
      name: 'root',
      image: `rayproject/ray:${rayVersion}`,
      command: ['sleep', '600'],
      securityContext: { runAsUser: 0, capabilities: { add: ['SYS_ADMIN'] } },
    };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'root', labels: { run: 'root' } }, spec: { containers: [container] } };
    await sandbox.kubectl(['create', '--filename', '-'], { input: JSON.stringify(pod) });
    const [root] = await sandbox.readyPods('run=root', 1);
    const [result] = JSON.parse(await sandbox.exec(rayContainer(root), ...python('escalate.py')));
    expect(result).toMatchObject({
      uid: 0,
      NoNewPrivs: '0',
      setuid: 'done',
      'setuid binary': 'done',
      mount: 'done',
      namespace: 'done',
      'raw socket': 'done',
      device: 'done',
    });
    expect(result.tokens).not.toEqual([]);
  });

  rule(
    'in a namespace that enforces restricted, where podSecurity leaves them open: admission refuses the pods, and says why',
    async () => {
      await restrict(sandbox);
      await sandbox.apply(
        built(sandbox.namespace, (chart) => {
          new RayTlsCluster(chart, 'cluster', {
            tls: RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer')),
            metadata: { name: 'open' },
            podSecurity: RayPodSecurity.unrestricted(),
            ...SMALL,
          });
        }),
      );
      await until('the refusal', 120, async () => ((await refusedPods(sandbox)).length > 0 ? true : undefined));
      expect((await refusedPods(sandbox)).join()).toContain('allowPrivilegeEscalation != false');
    },
  );
});

/** A CA of its own for a ClusterIssuer that an example imports. */
function clusterIssuer(name: string): KubeObject[] {
  const certificate = {
    isCA: true,
    commonName: name,
    secretName: name,
    privateKey: { algorithm: 'ECDSA', size: 256 },
    issuerRef: { name: `${name}-root`, kind: 'ClusterIssuer' },
  };
  const api = { apiVersion: 'cert-manager.io/v1' };
  return [
    { ...api, kind: 'ClusterIssuer', metadata: { name: `${name}-root` }, spec: { selfSigned: {} } },
    { ...api, kind: 'Certificate', metadata: { name, namespace: 'cert-manager' }, spec: certificate },
    { ...api, kind: 'ClusterIssuer', metadata: { name }, spec: { ca: { secretName: name } } },
  ];
}

/** The Redis that the example day-2 names. */
function redisObjects(): KubeObject {
  const labels = { app: 'redis' };
  const container = { name: 'redis', image: 'redis:7.0', args: ['redis-server', '--save', ''], ports: [{ containerPort: 6379 }] };
  const metadata = { name: 'redis', namespace: 'redis' };
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels }, spec: { containers: [container] } },
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 6379 }] } },
    ],
  };
}
