import { kubectl } from './support/kubectl';
import { RayExample } from './support/ray-example';
import { type KubeObject, type Place, python } from './support/sandbox';
import { secretsInSight } from './support/secrets-in-sight';
import { until } from './support/until';

const example = new RayExample('kube-rbac-proxy');
const { sandbox } = example;
const rule = (title: string, body: () => Promise<void>, seconds?: number) =>
  test(title, sandbox.explained(body), seconds === undefined ? undefined : seconds * 1000);

const NAME = example.rayCluster.metadata.name;
const ADDRESS = `https://${NAME}-dashboard.${sandbox.namespace}.svc:8443`;
const CA_FILE = '/ca/ca.crt';
/** Longer than kube-rbac-proxy remembers a permission: 5 minutes. */
const UNTIL_FORGOTTEN_SECONDS = 330;

/** A pod that is no part of the cluster: it has the CA's certificate, and tokens only as they are passed to it. */
const client: Place = { pod: 'client', container: 'client' };

let head: KubeObject;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(example.manifests, '--dry-run=server', '--validate=strict');
    await sandbox.apply(example.manifests);
    await sandbox.kubectl(['create', 'serviceaccount', 'stranger']);
    await sandbox.apply(JSON.stringify(clientPod()));
    head = await example.readyHead();
    await example.readyWorkers(1);
    await sandbox.readyPods('client', 1);
  }),
  600_000,
);

afterAll(async () => {
  // What has no namespace does not go with it.
  for (const kind of ['clusterrolebinding', 'clusterrole']) {
    await kubectl(['delete', kind, '--ignore-not-found', `cdk8s-ray-tls:kube-rbac-proxy:${sandbox.namespace}:${NAME}`]);
  }
  await sandbox.delete();
}, 240_000);

const tokenOf = async (account: string, ...flags: string[]) => (await sandbox.kubectl(['create', 'token', account, ...flags])).trim();

/** The status of the answer to a request with a token, or without one. */
async function status(method: string, path: string, token = ''): Promise<number> {
  return Number(await sandbox.exec({ ...client, input: token }, ...python('http-status.py', method, `${ADDRESS}${path}`, CA_FILE)));
}

describe('a request', () => {
  rule('without a token, or with a wrong one, is answered with 401', async () => {
    expect(await status('GET', '/api/version')).toBe(401);
    expect(await status('GET', '/api/version', 'wrong')).toBe(401);
  });

  rule('with a token of another audience is answered with 401', async () => {
    expect(await status('GET', '/api/version', await tokenOf('ray-user', '--audience=vault'))).toBe(401);
  });

  rule('of somebody without a grant is answered with 403', async () => {
    expect(await status('GET', '/api/version', await tokenOf('stranger'))).toBe(403);
  });

  rule('of somebody who may read only is let through for GET, and nothing else', async () => {
    const token = await tokenOf('ray-viewer');
    expect(await status('GET', '/api/jobs/', token)).toBe(200);
    expect(await status('POST', '/api/jobs/', token)).toBe(403);
    expect(await status('PUT', '/api/packages/gcs/a.zip', token)).toBe(403);
    expect(await status('DELETE', '/api/jobs/some', token)).toBe(403);
  });

  rule('for what changes something by GET is answered with 404, however it is spelled', async () => {
    const token = await tokenOf('ray-viewer');
    for (const path of [
      '/api/actors/kill',
      '/api/actors%2Fkill',
      '/api/actors/kill/',
      '/api/jobs/..%2Factors%2Fkill',
      '/worker/traceback',
    ]) {
      expect([path, await status('GET', path, token)]).toEqual([path, 404]);
    }
  });

  rule('is not sent at all by a client that does not trust the CA of the cluster', async () => {
    const answer = await sandbox.tryExec(client, ...python('http-status.py', 'GET', `${ADDRESS}/api/version`));
    expect(answer).toMatchObject({ status: 1, stderr: expect.stringContaining('CERTIFICATE_VERIFY_FAILED') });
  });
});

describe('ray job submit', () => {
  const submit = async (account: string) =>
    sandbox.tryExec(
      { ...client, env: { RAY_JOB_HEADERS: JSON.stringify({ Authorization: `Bearer ${await tokenOf(account)}` }) }, seconds: 180 },
      ...['ray', 'job', 'submit', '--address', ADDRESS, '--verify', CA_FILE, '--'],
      ...['python', '-c', 'import ray; ray.init(); print("resources", sorted(ray.cluster_resources()))'],
    );

  rule("succeeds with ray-user's token, and follows the log", async () => {
    const { status, stdout, stderr } = await submit('ray-user');
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: expect.stringMatching(/resources \['CPU'.*succeeded/s) });
  });

  rule('is refused with the token of somebody who may only read', async () => {
    const { status, stdout, stderr } = await submit('ray-viewer');
    expect({ status, output: stdout + stderr }).toEqual({ status: 1, output: expect.stringContaining('Forbidden (user=') });
  });
});

describe("the head's pod", () => {
  const answer = (port: number) =>
    sandbox.tryExec(client, ...python('http-status.py', 'GET', `http://${head.status.podIP}:${port}/api/version`));

  rule('answers for the dashboard by the proxy alone', async () => {
    expect(await answer(8265)).toMatchObject({ status: 1, stderr: expect.stringContaining('refused') });
    // The same request finds a port that is open.
    expect(await answer(52365)).toMatchObject({ status: 0 });
  });

  rule('has no token of the Kubernetes API that Ray could read', async () => {
    const { privateKey } = await example.caPem();
    const ray = { pod: head.metadata.name, container: head.spec.containers[0].name };
    expect(await secretsInSight(sandbox, ray, privateKey)).toMatchObject({ key: [], token: [] });
  });

  rule("shows the proxy's key to the proxy and to who made it", async () => {
    const mounting = [...head.spec.initContainers, ...head.spec.containers].filter(({ volumeMounts }: KubeObject) =>
      volumeMounts.some(({ name }: KubeObject) => name === 'kube-rbac-proxy-tls'),
    );
    expect(mounting.map(({ name }: KubeObject) => name)).toEqual(['kube-rbac-proxy-leaf', 'kube-rbac-proxy']);
  });

  rule('runs as somebody who may review tokens, and read no Secret', async () => {
    const may = async (verb: string, resource: string) => {
      const account = `system:serviceaccount:${sandbox.namespace}:${head.spec.serviceAccountName}`;
      const { stdout } = await sandbox
        .kubectl(['auth', 'can-i', verb, resource, '--as', account])
        .then((out) => ({ stdout: out }))
        .catch((error) => ({ stdout: error.message }));
      return /^yes$/m.test(stdout);
    };
    expect(await may('create', 'tokenreviews.authentication.k8s.io')).toBe(true);
    for (const resource of ['secrets', 'pods', 'rayclusters.ray.io']) expect(await may('get', resource)).toBe(false);
  });
});

rule('a second apply changes nothing', async () => {
  const before = await example.versions();
  for (const outcome of await sandbox.apply(example.manifests)) expect(outcome).toMatch(/ unchanged$/);
  expect(await example.versions()).toEqual(before);
});

rule(
  'access ends when the grant has been removed, within the time that the proxy remembers it',
  async () => {
    const token = await tokenOf('ray-user', '--duration=1h');
    expect(await status('GET', '/api/version', token)).toBe(200);
    const bindings = await sandbox.list('rolebindings');
    const binding = bindings.find(({ subjects }) => subjects.some(({ name }: KubeObject) => name === 'ray-user'));
    await sandbox.kubectl(['delete', 'rolebinding', binding!.metadata.name]);
    await until('an answer with 403', UNTIL_FORGOTTEN_SECONDS, async () => {
      // For so long, a name may once not be resolved.
      const answer = await status('GET', '/api/version', token).catch(() => undefined);
      return answer === 403 ? answer : undefined;
    });
  },
  UNTIL_FORGOTTEN_SECONDS + 60,
);

function clientPod(): KubeObject {
  const [{ image }] = example.rayCluster.spec.headGroupSpec.template.spec.containers;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: client.pod, labels: { client: '' } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: client.container,
          image,
          command: ['sleep', 'infinity'],
          volumeMounts: [{ name: 'ca', mountPath: '/ca', readOnly: true }],
          resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '1Gi' } },
        },
      ],
      volumes: [{ name: 'ca', secret: { secretName: example.caSecretName, items: [{ key: 'ca.crt', path: 'ca.crt' }] } }],
    },
  };
}
