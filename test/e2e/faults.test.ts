import { ApiObject, type Chart, Duration } from 'cdk8s';
import { CertManagerIssuer, type ICertManagerIssuer, RayTls, RayTlsCa, RayTlsWorkload, TrustBundle } from 'cdk8s-ray-tls';
import { makeCa } from '../support/openssl';
import { built } from './support/built';
import { kubectl } from './support/kubectl';
import { type KubeObject, Sandbox } from './support/sandbox';
import { until } from './support/until';

const IMAGE = 'rayproject/ray:2.58.0';
const REQUESTS = 'certificaterequests.cert-manager.io';
/** How long the pods wait for their issuer. */
const PATIENCE_SECONDS = 10;
/** What everything may take that is not waiting, on a busy machine: a start of Python, of openssl, one request that is answered late. */
const SPARE_SECONDS = 30;
/** How long an apiserver that holds a request back holds it. */
const HELD_SECONDS = 30;
const TARPIT_PORT = 8443;

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 300_000);

/** What stands in the Secrets of CAs; the Secret `absent` is not made at all. */
const sound = makeCa();
const expired = makeCa({ notBefore: '20200101000000Z', notAfter: '20210101000000Z' });
const future = makeCa({ notBefore: '20900101000000Z', notAfter: '20950101000000Z' });
const SECRETS = {
  sound: { 'ca.crt': sound.certificate, 'ca.key': sound.privateKey },
  keyless: { 'ca.crt': sound.certificate },
  expired: { 'ca.crt': expired.certificate, 'ca.key': expired.privateKey },
  future: { 'ca.crt': future.certificate, 'ca.key': future.privateKey },
};
/** One and a half times as much as fits into the volume of a leaf. */
const TOO_MANY = ['many-0', 'many-1'];

interface Ways {
  readonly chart: Chart;
  /** An issuer that works. */
  readonly own: ICertManagerIssuer;
  /** One that nobody approves for: its kind is known to the API server, and no controller signs for it. */
  readonly unserved: ICertManagerIssuer;
}

const issueTimeout = Duration.seconds(PATIENCE_SECONDS);
const signedBy = (secret: string) => (ways: Ways) => RayTls.signedBy(RayTlsCa.fromSecretName(ways.chart, `${secret}-ca`, secret));
const issuedByOwn = ({ own }: Ways) => RayTls.issuedBy(own, { issueTimeout });

/** A Job for each: what is wrong, and how its pod comes by its leaf. */
const WAYS: { readonly [fault: string]: (ways: Ways) => RayTls } = {
  'none-signed': signedBy('sound'),
  'none-issued': ({ own }) => RayTls.issuedBy(own),
  denied: ({ unserved }) => RayTls.issuedBy(unserved, { issueTimeout: Duration.minutes(10) }),
  unapproved: ({ unserved }) => RayTls.issuedBy(unserved, { issueTimeout }),
  'no-issuer': ({ chart }) => RayTls.issuedBy(CertManagerIssuer.fromIssuerName(chart, 'absent-issuer', 'absent'), { issueTimeout }),
  'no-rights': issuedByOwn,
  'webhook-down': issuedByOwn,
  'api-slow': issuedByOwn,
  'api-cut-off': issuedByOwn,
  'no-pem': ({ own }) => RayTls.issuedBy(own, { issueTimeout, trustBundle: TrustBundle.fromConfigMap('no-pem') }),
  'ca-absent': signedBy('absent'),
  'ca-keyless': signedBy('keyless'),
  'ca-expired': signedBy('expired'),
  'ca-future': signedBy('future'),
  'volume-full': ({ chart }) =>
    RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'full-ca', 'sound'), {
      additionalTrust: TOO_MANY.map((name) => TrustBundle.fromConfigMap(name)),
    }),
};

function manifests(): string {
  const list = JSON.parse(
    built(sandbox.namespace, (chart) => {
      const own = new CertManagerIssuer(chart, 'issuer');
      const unserved = CertManagerIssuer.fromIssuerRef(chart, 'unserved', { name: 'nobody', kind: 'RayCluster', group: 'ray.io' });
      for (const [fault, way] of Object.entries(WAYS)) {
        const workload = new ApiObject(chart, `${fault}-job`, job(fault));
        new RayTlsWorkload(chart, fault, { workload, tls: way({ chart, own, unserved }) });
      }
    }),
  );
  // What is left out is all that this pod lacks.
  const lacking = list.items.filter(({ kind, metadata }: KubeObject) => kind === 'RoleBinding' && metadata.name.includes('no-rights'));
  expect(lacking).toHaveLength(1);
  return JSON.stringify({ ...list, items: list.items.filter((item: KubeObject) => !lacking.includes(item)) });
}

/** One try, whose pod stays to be looked at. */
function job(name: string) {
  const container = {
    name: 'app',
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['true'],
    securityContext: { runAsUser: 1000 },
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory: '256Mi' } },
  };
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, automountServiceAccountToken: false, containers: [container] };
  const template = { metadata: { labels: { fault: name } }, spec };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { backoffLimit: 0, template } };
}

/** An admission webhook for the requests of one pod, as cert-manager's own is one for all; how to call it, and how long that may take. */
function webhook(fault: string, service: string, timeoutSeconds: number) {
  return {
    name: `${fault}.faults.example.com`,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    timeoutSeconds,
    clientConfig: { service: { namespace: sandbox.namespace, name: service, path: '/', port: TARPIT_PORT } },
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': sandbox.namespace } },
    matchConditions: [
      { name: 'its-pod', expression: `has(object.metadata.generateName) && object.metadata.generateName.startsWith('${fault}-')` },
    ],
    rules: [{ apiGroups: ['cert-manager.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['certificaterequests'] }],
  };
}

/** A pod whose kernel takes connections, while nobody ever says a word on them. */
function tarpit() {
  const listen = `import socket, time; listener = socket.create_server(('', ${TARPIT_PORT})); time.sleep(3600)`;
  const container = { name: 'tarpit', image: IMAGE, imagePullPolicy: 'IfNotPresent', command: ['python3', '-c', listen] };
  const spec = { automountServiceAccountToken: false, terminationGracePeriodSeconds: 0, containers: [container] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'tarpit', labels: { app: 'tarpit' } }, spec };
}

async function prepare(): Promise<void> {
  for (const [name, files] of Object.entries(SECRETS)) await sandbox.createSecret(name, files);
  const configMaps = [
    { name: 'no-pem', content: 'to be filled in' },
    ...TOO_MANY.map((name) => ({ name, content: sound.certificate.repeat(Math.ceil(750_000 / sound.certificate.length)) })),
  ];
  for (const { name, content } of configMaps) {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { 'ca.crt': content } });
    await sandbox.kubectl(['create', '--filename', '-'], { input });
  }
  await sandbox.apply(JSON.stringify(tarpit()));
  await sandbox.readyPods('app=tarpit', 1);
  await sandbox.kubectl(['expose', 'pod', 'tarpit', `--port=${TARPIT_PORT}`]);
  await sandbox.kubectl(['create', 'service', 'clusterip', 'nobody', `--tcp=${TARPIT_PORT}`]);
  await sandbox.apply(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'api-cut-off' },
          spec: { podSelector: { matchLabels: { fault: 'api-cut-off' } }, policyTypes: ['Egress'] },
        },
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingWebhookConfiguration',
          metadata: { name: sandbox.namespace },
          webhooks: [webhook('webhook-down', 'nobody', 5), webhook('api-slow', 'tarpit', HELD_SECONDS)],
        },
      ],
    }),
  );
}

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await prepare();
    await sandbox.apply(manifests());
  }),
  300_000,
);

afterAll(async () => {
  await kubectl(['delete', 'validatingwebhookconfiguration', sandbox.namespace, '--ignore-not-found']);
  await sandbox.delete();
}, 240_000);

/** How the init container of a pod ended: with which status, after how many seconds, with which last words. */
async function end(fault: string): Promise<{ exitCode: number; seconds: number; words: string }> {
  const ended = await until(`the end of the init container of ${fault}`, 240, async () => {
    const [pod] = await sandbox.list('pods', '--selector', `fault=${fault}`);
    const container = pod?.status.initContainerStatuses?.find(({ name }: KubeObject) => name === 'ray-tls-leaf');
    return container?.state.terminated as KubeObject | undefined;
  });
  const seconds = (Date.parse(ended.finishedAt) - Date.parse(ended.startedAt)) / 1000;
  return { exitCode: ended.exitCode, seconds, words: ended.message.trim() };
}

/** A pod ended with status 1 and one line that says that, not before the first and not after the second number of seconds. */
async function expectLine(fault: string, line: RegExp, atLeast: number, atMost: number): Promise<void> {
  const { exitCode, seconds, words } = await end(fault);
  expect({ exitCode, words }).toEqual({ exitCode: 1, words: expect.stringMatching(line) });
  expect(words.split('\n')).toHaveLength(1);
  expect(words).not.toContain('PRIVATE KEY');
  expect(seconds).toBeGreaterThanOrEqual(atLeast);
  expect(seconds).toBeLessThanOrEqual(atMost);
}

describe('without a fault the same pods get their leaf', () => {
  for (const fault of ['none-signed', 'none-issued']) {
    rule(fault.replace('none-', ''), async () => expect(await end(fault)).toMatchObject({ exitCode: 0 }));
  }
});

describe('cert-manager', () => {
  rule('denies the request: the pod says so at once, with the reason of whoever denied it', async () => {
    const request = await until('the request', 120, async () =>
      (await sandbox.list(REQUESTS)).find(({ metadata }) => metadata.generateName.startsWith('denied-')),
    );
    const { name } = request.metadata;
    const verdict = {
      type: 'Denied',
      status: 'True',
      reason: 'Policy',
      message: 'no such names here',
      lastTransitionTime: request.metadata.creationTimestamp,
    };
    await sandbox.kubectl([
      'patch',
      REQUESTS,
      name,
      '--subresource=status',
      '--type=merge',
      '--patch',
      JSON.stringify({ status: { conditions: [verdict] } }),
    ]);
    const denied = Date.now();
    await expectLine(
      'denied',
      /^ray-tls: CertificateRequest denied-\S+ was denied by the approver: no such names here \(Policy\)\.$/,
      0,
      240,
    );
    expect((Date.now() - denied) / 1000).toBeLessThan(SPARE_SECONDS);
  });

  rule('is down: the pod says that nobody approves, and ends when its time is over', async () => {
    const line =
      /^ray-tls: no certificate from RayCluster nobody within 10 s\. CertificateRequest \S+: nobody approved it\. Is cert-manager running, .*\?$/;
    await expectLine('unapproved', line, PATIENCE_SECONDS, PATIENCE_SECONDS + SPARE_SECONDS);
  });

  rule('has no such issuer: the pod says which', async () => {
    const line = /^ray-tls: no certificate from Issuer absent within 10 s\. CertificateRequest \S+: .*"absent" not found \(Pending\)\.$/;
    await expectLine('no-issuer', line, PATIENCE_SECONDS, PATIENCE_SECONDS + SPARE_SECONDS);
  });

  rule('has a webhook that is down: the pod says which, and tries for as long as it may', async () => {
    const line =
      /^ray-tls: creating a CertificateRequest in namespace \S+ failed: the API server answered 500: .*webhook-down\.faults\.example\.com.*Gave up after 10 s\.$/;
    await expectLine('webhook-down', line, 0, PATIENCE_SECONDS + SPARE_SECONDS);
  });
});

describe('the API server', () => {
  rule('refuses: the pod says what it may not, and what to apply', async () => {
    const line =
      /^ray-tls: creating a CertificateRequest in namespace \S+ failed: the API server answered 403: .*cannot create resource "certificaterequests".*Apply the Role and RoleBinding that were synthesized with this too\./;
    await expectLine('no-rights', line, 0, PATIENCE_SECONDS + SPARE_SECONDS);
  });

  rule('is slow: the pod does not wait for as long as it would be held', async () => {
    const line = /^ray-tls: cannot speak to the API server at \S+: no answer within 10 s\. Gave up after 10 s\.$/;
    await expectLine('api-slow', line, PATIENCE_SECONDS, HELD_SECONDS - 1);
  });

  rule('cannot be reached: the pod says so', async () => {
    const line = /^ray-tls: cannot speak to the API server at \S+: .+\. Gave up after 10 s\.$/;
    await expectLine('api-cut-off', line, 0, PATIENCE_SECONDS + SPARE_SECONDS);
  });
});

describe('the CA', () => {
  rule('is missing: a Warning names its Secret', async () => {
    await sandbox.warning('ca-absent', /secret "absent" not found/);
  });

  rule('has no key: a Warning names what is missing in its Secret', async () => {
    await sandbox.warning('ca-keyless', /references non-existent secret key: ca\.key/);
  });

  rule('expired: the pod says when', async () => {
    await expectLine(
      'ca-expired',
      /^ray-tls: the CA certificate expired at 2021-01-01T00:00:00Z\. Renew the CA Secret expired\.$/,
      0,
      SPARE_SECONDS,
    );
  });

  rule('is not valid yet, as it looks to a clock that is behind: the pod says both times', async () => {
    const line = /^ray-tls: the CA certificate is valid from 2090-01-01T00:00:00Z on, and here it is 20\S+Z\. Correct this node's clock\.$/;
    await expectLine('ca-future', line, 0, SPARE_SECONDS);
  });

  rule('is not in the trust bundle: the pod says what to correct', async () => {
    await expectLine(
      'no-pem',
      /^ray-tls: the trust bundle holds no PEM certificate\. Correct the ConfigMap or Secret that TrustBundle names/,
      0,
      SPARE_SECONDS,
    );
  });
});

rule('a volume that is full is told of in one line', async () => {
  const line =
    /^ray-tls: cannot write to \/etc\/ray\/tls: its in-memory volume is full\. Give it a larger sizeLimit, or trust fewer CAs\.$/;
  await expectLine('volume-full', line, 0, SPARE_SECONDS);
});
