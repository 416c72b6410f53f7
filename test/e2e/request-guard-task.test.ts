import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertManagerIssuer, RayTls, RayTlsCluster, RayTokenAuth, RayTokenSource } from 'cdk8s-ray-tls';
import { openssl, scratchFolder } from '../support/openssl';
import { built, SMALL } from './support/built';
import { type KubeObject, python, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const CLUSTER = 'tokens';
const ISSUER = 'guarded';

/** Every Ray container holds a token of the Kubernetes API, by which its pod requested its leaf. */
const manifests = () =>
  built(sandbox.namespace, (chart) => {
    const issuer = new CertManagerIssuer(chart, 'issuer', { issuerName: ISSUER });
    const cluster = new RayTlsCluster(chart, 'cluster', {
      metadata: { name: CLUSTER },
      kubeRayVersion: '1.6',
      tls: RayTls.issuedBy(issuer),
      head: SMALL.head,
    });
    new RayTokenAuth(chart, 'token', { cluster, source: RayTokenSource.kubernetes() });
  });

let head: KubeObject;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(manifests());
    [head] = await sandbox.readyPods(`ray.io/cluster=${CLUSTER}`, 1);
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 300_000);

function csr(): string {
  const folder = scratchFolder();
  const [key, file] = [join(folder, 'key'), join(folder, 'csr')];
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
  openssl('req', '-new', '-key', key, '-subj', '/CN=ray-head', '-addext', `subjectAltName=DNS:${CLUSTER}-head-svc`, '-out', file);
  return Buffer.from(openssl('req', '-in', file)).toString('base64');
}

/** What a task is answered that requests certificates with the token that it finds. */
async function requestFromTask(...specs: object[]): Promise<[number, string][]> {
  const sound = {
    request: csr(),
    issuerRef: { name: ISSUER, kind: 'Issuer', group: 'cert-manager.io' },
    duration: '1h',
    isCA: false,
    usages: ['digital signature', 'server auth', 'client auth'],
  };
  const input = JSON.stringify(specs.map((spec) => ({ ...sound, ...spec })));
  const place = { pod: head.metadata.name, container: head.spec.containers[0].name, seconds: 150, input };
  return JSON.parse(await sandbox.exec(place, ...python('request-from-task.py')));
}

rule('a task with a token of the Kubernetes API gets a leaf for its pod, and no CA', async () => {
  const attacks = [
    { isCA: true, usages: ['cert sign'], duration: '43800h' },
    { isCA: true },
    { usages: ['digital signature', 'cert sign'] },
    { duration: '87600h' },
    { owner: { name: 'another', uid: '0f6c0000-0000-4000-8000-000000000001' } },
  ];
  const [granted, ...denied] = await requestFromTask({}, ...attacks);
  expect(granted).toEqual([201, expect.stringMatching(/^task-/)]);
  expect(denied).toEqual(attacks.map(() => [403, expect.stringMatching(/ValidatingAdmissionPolicy .* denied request: /)]));
  // What docs/security-model.md says remains: the names in it are free.
  const certificate = await until('the leaf', 60, async () => {
    const found = await sandbox.get('certificaterequest', granted[1]);
    return found.status?.certificate as string | undefined;
  });
  const file = join(scratchFolder(), 'tls.crt');
  writeFileSync(file, Buffer.from(certificate, 'base64'));
  const text = openssl('x509', '-in', file, '-noout', '-text');
  expect(text).toContain(`DNS:${CLUSTER}-head-svc`);
  expect(text).toContain('CA:FALSE');
});
