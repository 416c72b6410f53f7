import { ApiObject } from 'cdk8s';
import { CertManagerIssuer, RayTls, RayTlsCluster, RayTlsWorkload } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { tryKubectl } from './support/kubectl';
import { type KubeObject, type Place, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const CLUSTER = 'issued';
const ORPHAN = 'orphan';
const PODS = `ray.io/cluster=${CLUSTER}`;
const WORKERS = `${PODS},ray.io/node-type=worker`;
const FULL_NAME = `${CLUSTER}-head-svc.${sandbox.namespace}.svc.cluster.local`;
const REQUESTS = 'certificaterequests.cert-manager.io';

const manifests = (workers: number) =>
  built(sandbox.namespace, (chart) => {
    const issuer = new CertManagerIssuer(chart, 'issuer');
    const tls = RayTls.issuedBy(issuer);
    const workerGroups = [{ ...SMALL.worker, replicas: workers }];
    new RayTlsCluster(chart, 'cluster', { metadata: { name: CLUSTER }, tls, head: SMALL.head, workerGroups });
    const container = {
      name: 'app',
      image: 'rayproject/ray:2.58.0',
      command: ['sleep', 'infinity'],
      securityContext: { runAsUser: 1000 },
      resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    };
    const labels = { app: 'client' };
    const template = {
      metadata: { labels },
      spec: { terminationGracePeriodSeconds: 0, automountServiceAccountToken: false, containers: [container] },
    };
    const workload = new ApiObject(chart, 'client', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'client' },
      spec: { selector: { matchLabels: labels }, template },
    });
    new RayTlsWorkload(chart, 'identity', { workload, tls: RayTls.renewedBy(issuer) });
  });

/** A head whose issuer is not there. */
const withoutIssuer = () =>
  built(sandbox.namespace, (chart) => {
    const tls = RayTls.issuedBy(CertManagerIssuer.fromIssuerName(chart, 'absent', 'absent'));
    new RayTlsCluster(chart, 'cluster', { metadata: { name: ORPHAN }, tls, head: SMALL.head });
  });

let head: KubeObject;
let worker: KubeObject;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(manifests(1));
    [head] = await sandbox.readyPods(`${PODS},ray.io/node-type=head`, 1);
    [worker] = await sandbox.readyPods(WORKERS, 1);
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 300_000);

describe('a cluster whose pods are certified by cert-manager', () => {
  rule('runs a task on every node', async () => {
    const nodes = JSON.parse(await sandbox.exec({ ...ray(head), seconds: 120 }, ...python('run-everywhere.py', 'auto', '2')));
    expect(nodes.sort()).toEqual([head, worker].map(({ status }) => status.podIP).sort());
  });

  rule("is healthy by the head service's full and short name", async () => {
    for (const name of [FULL_NAME, `${CLUSTER}-head-svc`]) {
      await sandbox.exec({ ...ray(worker), seconds: 120 }, 'ray', 'health-check', '--address', `${name}:6379`);
    }
  });

  rule('has a request for each pod, which the pod owns', async () => {
    const owners = (await requests()).map(({ metadata }) => metadata.ownerReferences[0].name);
    expect(owners.sort()).toEqual([head, worker].map(({ metadata }) => metadata.name).sort());
  });

  rule('holds no token of the Kubernetes API in its Ray containers, and no key of a CA', async () => {
    for (const pod of [head, worker]) {
      const found = await sandbox.exec(
        ray(pod),
        'sh',
        '-c',
        'ls -d /var/run/secrets/kubernetes.io /etc/ray/ca 2>/dev/null || true; ls /etc/ray/tls',
      );
      expect(found.trim().split(/\s+/)).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
    }
  });

  rule('lets its ServiceAccount create and get CertificateRequests, and nothing else', async () => {
    const may = async (verb: string, what: string) => {
      const as = `--as=system:serviceaccount:${sandbox.namespace}:${head.spec.serviceAccountName}`;
      return (await tryKubectl(['auth', 'can-i', verb, what, as, '--namespace', sandbox.namespace])).stdout.trim();
    };
    for (const verb of ['create', 'get']) expect(await may(verb, REQUESTS)).toBe('yes');
    const forbidden = [
      ...['list', 'watch', 'update', 'patch', 'delete'].map((verb) => [verb, REQUESTS]),
      ...['secrets', 'pods', 'configmaps', 'issuers.cert-manager.io', 'rayclusters.ray.io'].map((what) => ['get', what]),
      ...['pods', 'secrets', 'rolebindings', 'serviceaccounts/token', 'certificates.cert-manager.io'].map((what) => ['create', what]),
      ['approve', 'signers.cert-manager.io'],
    ];
    for (const [verb, what] of forbidden) expect([verb, what, await may(verb, what)]).toEqual([verb, what, 'no']);
  });

  rule('scales up and down, and leaves no request of pods that are gone behind', async () => {
    await sandbox.apply(manifests(4));
    await sandbox.readyPods(WORKERS, 4, 480);
    expect(await requests()).toHaveLength(5);
    await sandbox.apply(manifests(1));
    await until('the requests of four pods to be gone with them', 180, async () => ((await requests()).length === 2 ? true : undefined));
    [worker] = await sandbox.readyPods(WORKERS, 1);
  });
});

describe('a client application with a certificate that renews itself', () => {
  const connect = async (env: { [name: string]: string } = {}) => {
    const [pod] = await sandbox.readyPods('app=client', 1);
    const place = { pod: pod.metadata.name, container: 'app', seconds: 120, env };
    return sandbox.tryExec(place, ...python('run-everywhere.py', `ray://${CLUSTER}-head-svc:10001`, '2'));
  };

  rule('runs a task over Ray Client, and is refused without its certificate', async () => {
    // The head starts a process for every client, for which a busy machine now and then takes longer than the client waits.
    const first = await connect();
    expect(first.status === 0 ? first : await connect()).toMatchObject({ status: 0 });
    expect(await connect({ RAY_USE_TLS: '0' })).toMatchObject({ status: 1, stderr: expect.stringContaining('connection timeout') });
  });
});

rule('a pod whose issuer is missing says which, and ends in bounded time', async () => {
  await sandbox.apply(withoutIssuer());
  const words = await until('the termination message of the init container', 240, async () => {
    const [pod] = await sandbox.list('pods', '--selector', `ray.io/cluster=${ORPHAN}`);
    const status = pod?.status.initContainerStatuses?.find(({ name }: KubeObject) => name === 'ray-tls-leaf');
    return (status?.state.terminated ?? status?.lastState.terminated)?.message as string | undefined;
  });
  expect(words).toMatch(/^ray-tls: no certificate from Issuer absent within 120 s\. CertificateRequest \S+: .*"absent" not found/);
});

function ray(pod: KubeObject): Place {
  return { pod: pod.metadata.name, container: pod.spec.containers[0].name };
}

/** The CertificateRequests of the cluster's pods. */
function requests(): Promise<KubeObject[]> {
  return sandbox.list(REQUESTS, '--selector', PODS);
}
