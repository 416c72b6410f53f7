import { ApiObject, type Chart } from 'cdk8s';
import { CertManagerBackend, CertManagerIssuer, RayTls, RayTlsCluster } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { type KubeObject, type Place, python, Sandbox } from './support/sandbox';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const CLUSTER = 'anchored';
const PODS = `ray.io/cluster=${CLUSTER}`;
const HEAD = `${CLUSTER}-head-svc`;
const NEIGHBOUR = 'neighbour';

/** A company's root, and a certificate that it signed for something else. */
function companyPki(chart: Chart): void {
  const group = 'cert-manager.io';
  const make = (kind: string, name: string, spec: object) =>
    new ApiObject(chart, `${kind}-${name}`, { apiVersion: `${group}/v1`, kind, metadata: { name }, spec });
  make('Issuer', 'self', { selfSigned: {} });
  make('Certificate', 'company-root', {
    isCA: true,
    commonName: 'company-root',
    secretName: 'company-root',
    privateKey: { algorithm: 'ECDSA', size: 256 },
    issuerRef: { name: 'self', kind: 'Issuer', group },
  });
  make('Issuer', 'company-root', { ca: { secretName: 'company-root' } });
  make('Certificate', 'stranger', {
    secretName: 'stranger',
    dnsNames: ['bob.example.com'],
    privateKey: { algorithm: 'ECDSA', size: 256 },
    usages: ['digital signature', 'server auth', 'client auth'],
    issuerRef: { name: 'company-root', kind: 'Issuer', group },
  });
}

const manifests = () =>
  built(sandbox.namespace, (chart) => {
    companyPki(chart);
    const company = CertManagerIssuer.fromIssuerName(chart, 'company', 'company-root');
    const issuer = new CertManagerIssuer(chart, 'issuer', { issuerName: 'ray-ca', backend: CertManagerBackend.intermediateOf(company) });
    new RayTlsCluster(chart, 'cluster', {
      metadata: { name: CLUSTER },
      tls: RayTls.issuedBy(issuer),
      waitForHead: true,
      head: SMALL.head,
      workerGroups: [{ ...SMALL.worker, replicas: 1 }],
    });
    new ApiObject(chart, 'stranger', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'stranger' },
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'client',
            image: 'rayproject/ray:2.58.0',
            command: ['sleep', 'infinity'],
            env: [
              { name: 'RAY_USE_TLS', value: '1' },
              { name: 'RAY_TLS_SERVER_CERT', value: '/stranger/tls.crt' },
              { name: 'RAY_TLS_SERVER_KEY', value: '/stranger/tls.key' },
              { name: 'RAY_TLS_CA_CERT', value: '/stranger/ca.crt' },
            ],
            volumeMounts: [{ name: 'stranger', mountPath: '/stranger', readOnly: true }],
          },
        ],
        volumes: [{ name: 'stranger', secret: { secretName: 'stranger' } }],
      },
    });
  });

/** Another cluster with a CA of its own below the same root. */
const neighbour = () =>
  built(sandbox.namespace, (chart) => {
    const company = CertManagerIssuer.fromIssuerName(chart, 'company', 'company-root');
    const issuer = new CertManagerIssuer(chart, 'issuer', { issuerName: 'its-ca', backend: CertManagerBackend.intermediateOf(company) });
    new RayTlsCluster(chart, 'cluster', { metadata: { name: NEIGHBOUR }, tls: RayTls.issuedBy(issuer), head: SMALL.head });
  });

let head: KubeObject;
let worker: KubeObject;
const STRANGER: Place = { pod: 'stranger', container: 'client', seconds: 90 };

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(manifests());
    [head] = await sandbox.readyPods(`${PODS},ray.io/node-type=head`, 1);
    [worker] = await sandbox.readyPods(`${PODS},ray.io/node-type=worker`, 1);
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 300_000);

describe('a cluster whose issuer is a CA below the company root', () => {
  rule('trusts that CA alone, and its pods send it along', async () => {
    for (const pod of [head, worker]) {
      const names = await sandbox.exec(
        { pod: pod.metadata.name, container: pod.spec.containers[0].name },
        'sh',
        '-c',
        'openssl storeutl -noout -text -certs /etc/ray/tls/ca.crt | grep "Subject:"',
      );
      expect(names.trim().split('\n')).toEqual([expect.stringMatching(/CN ?= ?ray-ca$/)]);
    }
  });

  rule('lets its members in, who verify the head by both of its names', async () => {
    const place = { pod: worker.metadata.name, container: worker.spec.containers[0].name, seconds: 120 };
    await sandbox.exec(place, 'ray', 'health-check', '--address', `${HEAD}:6379`);
    await sandbox.exec(place, ...python('run-everywhere.py', `ray://${HEAD}:10001`, '2'));
  });

  rule('is verified by whoever trusts the root, so that clients need not change', async () => {
    await sandbox.exec(
      STRANGER,
      'sh',
      '-c',
      `openssl s_client -connect ${HEAD}:6379 -CAfile /stranger/ca.crt -verify_return_error -verify_hostname ${HEAD} </dev/null 2>&1 | grep "Verify return code: 0"`,
    );
  });

  rule('turns a stranger away who has a certificate of the root, at the GCS and at Ray Client', async () => {
    expect((await sandbox.tryExec(STRANGER, 'ray', 'health-check', '--address', `${HEAD}:6379`)).status).not.toBe(0);
    expect((await sandbox.tryExec(STRANGER, ...python('run-everywhere.py', `ray://${HEAD}:10001`, '1'))).status).not.toBe(0);
  });

  rule('turns the members of another cluster away whose CA is below the same root, and is turned away by it', async () => {
    // Not beside the first: two heads that start at once exceed Ray's own limit on two cores.
    await sandbox.apply(neighbour());
    const [its] = await sandbox.readyPods(`ray.io/cluster=${NEIGHBOUR},ray.io/node-type=head`, 1);
    const [ours, theirs] = [head, its].map((pod) => ({ pod: pod.metadata.name, container: pod.spec.containers[0].name, seconds: 90 }));
    const check = (place: Place, cluster: string) => sandbox.tryExec(place, 'ray', 'health-check', '--address', `${cluster}-head-svc:6379`);
    expect((await check(theirs, NEIGHBOUR)).status).toBe(0);
    expect((await check(ours, CLUSTER)).status).toBe(0);
    expect((await check(theirs, CLUSTER)).status).not.toBe(0);
    expect((await check(ours, NEIGHBOUR)).status).not.toBe(0);
    expect((await sandbox.tryExec(theirs, ...python('run-everywhere.py', `ray://${HEAD}:10001`, '1'))).status).not.toBe(0);
  });
});
