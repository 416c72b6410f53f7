import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chart, Duration } from 'cdk8s';
import { CertManagerIssuer, RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
import { RayTlsCheck } from '../../lib/operations/check/ray-tls-check';
import { makeLeaf } from '../operations/check/leaves';
import { makeCa } from '../support/openssl';
import { built, SMALL } from './support/built';
import { type KubeObject, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const ca = makeCa();
const CA_SECRET = 'ca-tls';
const CHECK = 'app.kubernetes.io/name=ray-tls-check';
const LEAF_SECONDS = 60;

beforeAll(async () => {
  await sandbox.create();
  await sandbox.createSecret(CA_SECRET, { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey });
}, 60_000);

afterAll(() => sandbox.delete(), 300_000);

describe('the check passes on', () => {
  rule('a cluster whose pods are signed by a CA in a Secret', async () => {
    const { exitCode, rows, message } = await checked('signed', { workers: 1 });
    expectSound(rows, 2);
    expect(message).toMatch(/^ray-tls-check: ok: 2 pods, \d+ ok, 0 FAIL, 0 unknown, \d open, 0 not tried\.$/);
    expect(exitCode).toBe(0);
  });

  rule('a cluster whose pods are certified by cert-manager', async () => {
    const tls = (chart: Chart) => RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer'));
    const { exitCode, rows } = await checked('issued', { workers: 1, tls });
    expectSound(rows, 2);
    expect(exitCode).toBe(0);
  });
});

describe('the check fails on', () => {
  rule('a cluster in plaintext', async () => {
    const { exitCode, failures } = await checked('plain', {
      change: ({ containers: [ray] }) => {
        ray.env.find(({ name }: KubeObject) => name === 'RAY_USE_TLS').value = '0';
      },
    });
    expect(failures).toContainEqual(expect.stringMatching(/^plain-head-\w+ 6379 plaintext: Ray answers without TLS/));
    expect(failures).toContainEqual(expect.stringMatching(/^plain-head-\w+ 10001 plaintext: Ray answers without TLS/));
    expect(exitCode).toBe(1);
  });

  rule("the scheme of samples, in which each pod holds the CA's key and signs for itself", async () => {
    const { exitCode, failures } = await checked('sample', { workers: 1, change: signForItself });
    expect(failures.sort()).toEqual([
      expect.stringMatching(/^sample-cpu-worker-\w+ - CA key: a Ray task can read the private key of a trusted CA: \/etc\/ca\/tls\//),
      expect.stringMatching(/^sample-head-\w+ - CA key: a Ray task can read the private key of a trusted CA: \/etc\/ca\/tls\//),
    ]);
    expect(exitCode).toBe(1);
  });

  rule('one certificate without the IPs of its pods', async () => {
    const leaf = makeLeaf(ca, { sans: 'DNS:localhost,DNS:shared-head-svc,IP:127.0.0.1' });
    await sandbox.createSecret('shared-leaf', { 'tls.crt': leaf.certificate, 'tls.key': leaf.privateKey, 'ca.crt': ca.certificate });
    const { exitCode, failures } = await checked('shared', {
      change: (spec) => {
        spec.initContainers = [];
        spec.volumes = [{ name: 'ray-tls', secret: { secretName: 'shared-leaf' } }];
      },
    });
    expect(failures).toContainEqual(
      expect.stringMatching(/^shared-head-\w+ [\d,]+ certificate: it lacks the IP of its pod, [\d.]+, by which/),
    );
    expect(failures).toContainEqual(expect.stringMatching(/^shared-head-\w+ 6379 member: unverified: IP address mismatch/));
    expect(exitCode).toBe(1);
  });

  rule('a leaf that is over', async () => {
    const tls = (chart: Chart) => RayTls.signedBy(theCa(chart), { duration: Duration.seconds(LEAF_SECONDS) });
    const { exitCode, failures } = await checked('over', { tls, outlived: LEAF_SECONDS });
    expect(failures).toContainEqual(expect.stringMatching(/^over-head-\w+ [\d,]+ certificate: it expired at 20/));
    expect(failures).toContainEqual(expect.stringMatching(/^over-head-\w+ \d+ member: unverified: certificate has expired/));
    expect(exitCode).toBe(1);
  });

  rule("a CA's key that Ray's container of the head can read", async () => {
    const { exitCode, failures, message } = await checked('leaky', {
      workers: 1,
      change: ({ volumes, containers: [ray] }, { groupName }) => {
        if (groupName !== undefined) return;
        volumes.push({ name: 'mistake', secret: { secretName: CA_SECRET } });
        ray.volumeMounts.push({ name: 'mistake', mountPath: '/etc/mistake', readOnly: true });
      },
    });
    expect(failures).toEqual([expect.stringMatching(/^leaky-head-\w+ - CA key: .*: \/etc\/mistake\//)]);
    expect(message).toMatch(/^ray-tls-check: FAIL: .* leaky-head-\w+ CA key: a Ray task can read the private key of a trusted CA/);
    expect(exitCode).toBe(1);
  });
});

/** A cluster, and what sets it apart from one of ours. */
interface Cluster {
  readonly workers?: number;
  readonly tls?: (chart: Chart) => RayTls;
  /** What becomes of the pod's spec of each group after synth; the head's group has no `groupName`. */
  readonly change?: (podSpec: KubeObject, group: KubeObject) => void;
  /** How many seconds to leave it alone, once its head is Ready. */
  readonly outlived?: number;
}

interface Verdict {
  readonly exitCode: number;
  readonly message: string;
  /** Each row as `pod port what: verdict`. */
  readonly rows: string[];
  /** Those of them that fail, as `pod port what: detail`. */
  readonly failures: string[];
}

/** Runs a cluster, has it checked by the check that belongs to a cluster of ours of that name, and takes both away. */
async function checked(name: string, { workers = 0, tls, change = () => {}, outlived }: Cluster): Promise<Verdict> {
  const objects: KubeObject[] = JSON.parse(
    built(sandbox.namespace, (chart) => {
      const cluster = new RayTlsCluster(chart, name, {
        metadata: { name },
        tls: tls?.(chart) ?? RayTls.signedBy(theCa(chart)),
        head: SMALL.head,
        workerGroups: workers === 0 ? [] : [{ ...SMALL.worker, replicas: workers }],
      });
      new RayTlsCheck(chart, `check-${name}`, { cluster });
    }),
  ).items;
  for (const { kind, spec } of objects) {
    if (kind === 'RayCluster') for (const group of [spec.headGroupSpec, ...spec.workerGroupSpecs]) change(group.template.spec, group);
  }
  const list = (items: KubeObject[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  try {
    await sandbox.apply(list(objects.filter(({ kind }) => kind !== 'Job')));
    if (outlived !== undefined) {
      await sandbox.readyPods(`ray.io/cluster=${name}`, 1);
      await sleep(outlived * 1000);
    }
    await sandbox.apply(list(objects.filter(({ kind }) => kind === 'Job')));
    return await verdictOn(name);
  } finally {
    await sandbox.kubectl(['delete', 'raycluster', name, '--cascade=foreground', '--timeout=120s'], { seconds: 130 });
    await sandbox.kubectl(['delete', 'jobs', '--selector', `${CHECK},app.kubernetes.io/instance=${name}`]);
  }
}

function theCa(chart: Chart) {
  return RayTlsCa.fromSecretName(chart, 'ca', CA_SECRET);
}

async function verdictOn(name: string): Promise<Verdict> {
  const selector = `${CHECK},app.kubernetes.io/instance=${name}`;
  const [pod, ended] = await until(`the check of ${name} to end`, 480, async () => {
    const [found] = await sandbox.list('pods', '--selector', selector);
    const check = found?.status.containerStatuses?.find(({ name: container }: KubeObject) => container === 'ray-tls-check');
    const terminated = check?.state.terminated;
    return terminated === undefined ? undefined : [found, terminated];
  });
  const lines = (await sandbox.kubectl(['logs', pod.metadata.name, '--container', 'ray-tls-check']))
    .split('\n')
    .filter((line) => / {2}/.test(line));
  const cells = lines.slice(1).map((line) => line.split(/ {2,}/));
  return {
    exitCode: ended.exitCode,
    message: ended.message,
    rows: cells.map(([of, port, what, verdict]) => `${of} ${port} ${what}: ${verdict}`),
    failures: cells.filter(([, , , verdict]) => verdict === 'FAIL').map(([of, port, what, , detail]) => `${of} ${port} ${what}: ${detail}`),
  };
}

/** No row fails, and every pod has what Ray has: three ports of gRPC or more, one certificate, and no CA's key in sight of its tasks. */
function expectSound(rows: string[], pods: number): void {
  expect(rows.filter((row) => /: (FAIL|unknown|not tried)$/.test(row))).toEqual([]);
  expect(rows).toContain('- - expired certificate: ok');
  expect(rows.filter((row) => row.endsWith(' - CA key: ok'))).toHaveLength(pods);
  expect(rows.filter((row) => /\d certificate: ok$/.test(row))).toHaveLength(pods);
  expect(rows.filter((row) => row.endsWith(' gRPC over TLS: ok')).length).toBeGreaterThanOrEqual(3 * pods);
}

function signForItself(spec: KubeObject): void {
  const [leaf] = spec.initContainers;
  const mount = { name: 'ray-tls-ca', mountPath: '/etc/ca/tls', readOnly: true };
  leaf.command = ['sh', '-c', readFileSync(join(__dirname, 'scripts', 'check-sample-leaf.sh'), 'utf8')];
  leaf.env = [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }];
  leaf.volumeMounts = [{ name: 'ray-tls', mountPath: '/etc/ray/tls' }, mount];
  spec.containers[0].volumeMounts.push(mount);
}
