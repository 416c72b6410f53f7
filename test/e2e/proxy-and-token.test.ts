import { KubeRbacProxyAuth, RaySubject, RayTls, RayTlsCa, RayTlsCluster, RayTokenAuth } from 'cdk8s-ray-tls';
import { makeCa } from '../support/openssl';
import { built, SMALL } from './support/built';
import { kubectl } from './support/kubectl';
import { type KubeObject, type Place, Sandbox } from './support/sandbox';

const NAME = 'both';
const IMAGE = 'rayproject/ray:2.58.0';
const CA_FILE = '/ca/ca.crt';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 300_000);

const ca = makeCa();
let address: string;
let tokenSecret: string;

const manifests = built(sandbox.namespace, (chart) => {
  const cluster = new RayTlsCluster(chart, 'cluster', {
    metadata: { name: NAME },
    tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls')),
    head: SMALL.head,
    workerGroups: [SMALL.worker],
  });
  const proxy = new KubeRbacProxyAuth(chart, 'proxy', { cluster });
  proxy.grant(RaySubject.serviceAccount('ray-user'));
  address = proxy.address;
  tokenSecret = new RayTokenAuth(chart, 'token', { cluster }).secretName!;
});

/** A pod that is no part of the cluster: it has the CA's certificate, and tokens only as they are passed to it. */
const client: Place = { pod: 'client', container: 'client' };

let head: KubeObject;
let rayToken: string;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.createSecret('ca-tls', { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey });
    for (const name of ['ray-user', 'stranger']) await sandbox.kubectl(['create', 'serviceaccount', name]);
    await sandbox.apply(JSON.stringify(clientPod()));
    await sandbox.apply(manifests);
    [head] = await sandbox.readyPods(`ray.io/cluster=${NAME},ray.io/node-type=head`, 1, 480);
    await sandbox.readyPods(`ray.io/cluster=${NAME},ray.io/node-type=worker`, 1, 480);
    await sandbox.readyPods('client', 1);
    rayToken = Buffer.from((await sandbox.get('secret', tokenSecret)).data.auth_token, 'base64').toString();
  }),
  900_000,
);

afterAll(async () => {
  // What has no namespace does not go with it.
  for (const kind of ['clusterrolebinding', 'clusterrole']) {
    await kubectl(['delete', kind, '--ignore-not-found', `cdk8s-ray-tls:kube-rbac-proxy:${sandbox.namespace}:${NAME}`]);
  }
  await sandbox.delete();
}, 240_000);

const tokenOf = async (account: string) => (await sandbox.kubectl(['create', 'token', account])).trim();

/** What is shown to whom: the proxy reads `Authorization`, and Ray behind it `X-Ray-Authorization`. */
const shown = (toProxy?: string, toRay?: string) => ({
  ...(toProxy === undefined ? {} : { Authorization: `Bearer ${toProxy}` }),
  ...(toRay === undefined ? {} : { 'X-Ray-Authorization': `Bearer ${toRay}` }),
});

/** Prints status and text of the answer; the headers come by stdin, since they hold tokens. */
const ASK = `
import json, ssl, sys, urllib.error, urllib.request
method, url = sys.argv[1:]
request = urllib.request.Request(url, method=method, headers=json.load(sys.stdin), data=b'{}' if method == 'POST' else None)
try:
    answer = urllib.request.urlopen(request, timeout=30, context=ssl.create_default_context(cafile='${CA_FILE}'))
except urllib.error.HTTPError as error:
    answer = error
print(json.dumps({'status': answer.status, 'text': answer.read().decode()}))
`;

async function answer(headers: object, url = `${address}/api/version`, method = 'GET'): Promise<{ status: number; text: string }> {
  return JSON.parse(await sandbox.exec({ ...client, input: JSON.stringify(headers) }, 'python', '-c', ASK, method, url));
}

const BY_PROXY = { unauthorized: { status: 401, text: 'Unauthorized\n' }, forbidden: /^Forbidden \(user=system:serviceaccount:/ };
const BY_RAY = { missing: /^Unauthorized: Missing authentication token/, wrong: /^Forbidden: Invalid authentication token/ };

describe('the proxy answers for itself', () => {
  rule('with 401 to nobody, and to a wrong token, with which Ray would be content or not', async () => {
    for (const headers of [shown(), shown('wrong'), shown(undefined, rayToken), shown('wrong', rayToken), shown(rayToken, rayToken)]) {
      expect(await answer(headers)).toEqual(BY_PROXY.unauthorized);
    }
  });

  rule("with 403 to somebody without a grant, who has Ray's token", async () => {
    const token = await tokenOf('stranger');
    for (const headers of [shown(token), shown(token, rayToken)]) {
      expect(await answer(headers)).toEqual({ status: 403, text: expect.stringMatching(BY_PROXY.forbidden) });
    }
  });
});

describe('Ray answers whom the proxy let through', () => {
  rule('with 401 without its own token', async () => {
    expect(await answer(shown(await tokenOf('ray-user')))).toEqual({ status: 401, text: expect.stringMatching(BY_RAY.missing) });
  });

  rule('with 403 to a token that is not its own', async () => {
    const token = await tokenOf('ray-user');
    for (const wrong of ['wrong', token]) {
      expect(await answer(shown(token, wrong))).toEqual({ status: 403, text: expect.stringMatching(BY_RAY.wrong) });
    }
  });

  rule('with what was asked for where both tokens are right', async () => {
    const { status, text } = await answer(shown(await tokenOf('ray-user'), rayToken));
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 200, ray_version: '2.58.0' });
  });
});

describe('ray job submit', () => {
  const submit = (headers: object) =>
    sandbox.tryExec(
      { ...client, env: { RAY_JOB_HEADERS: JSON.stringify(headers) }, seconds: 180 },
      ...['ray', 'job', 'submit', '--address', address, '--verify', CA_FILE, '--'],
      ...['python', '-c', 'import ray; ray.init(); print("nodes", len(ray.nodes()))'],
    );

  rule('runs on both nodes with both tokens', async () => {
    const { status, stdout, stderr } = await submit(shown(await tokenOf('ray-user'), rayToken));
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: expect.stringMatching(/nodes 2.*succeeded/s) });
  });

  rule("is refused without Ray's", async () => {
    const { status, stdout, stderr } = await submit(shown(await tokenOf('ray-user')));
    expect({ status, output: stdout + stderr }).toEqual({ status: 1, output: expect.stringMatching(/401|nauthorized/) });
  });
});

rule('the agent, which the proxy does not see, runs no command of somebody without a token', async () => {
  const url = `http://${head.status.podIP}:52365/api/job_agent/jobs/`;
  expect(await answer(shown(), url, 'POST')).toMatchObject({ status: 401 });
  expect(await answer(shown(await tokenOf('ray-user')), url, 'POST')).toMatchObject({ status: 403 });
});

function clientPod(): KubeObject {
  const container = {
    name: client.container,
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['sleep', 'infinity'],
    volumeMounts: [{ name: 'ca', mountPath: '/ca', readOnly: true }],
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '1Gi' } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: client.pod, labels: { client: '' } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [container],
      volumes: [{ name: 'ca', secret: { secretName: 'ca-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] } }],
    },
  };
}
