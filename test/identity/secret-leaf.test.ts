import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RayTls } from '../../lib/identity/ray-tls';
import { makeCa, runScript, type ScriptRun, scratchFolder, type TestCa } from '../support/openssl';
import { only, synth, testChart, testCluster } from '../support/synth';
import { sign } from './run-request-leaf';

const SCRIPT = join(__dirname, '../../lib/identity/scripts/check-secret-leaf.sh');
const ca = makeCa();
const HEAD = 'demo-head-svc.ray.svc.cluster.local';
const SANS = `DNS:localhost,DNS:demo-head-svc,DNS:demo-head-svc.ray,DNS:demo-head-svc.ray.svc,DNS:${HEAD},IP:127.0.0.1,IP:10.1.2.3`;

/** The three files of a Secret, with a leaf for these SANs. */
function secret(
  sans = SANS,
  extensions = 'extendedKeyUsage=serverAuth,clientAuth',
  signer: TestCa = ca,
  dates = {},
): Record<string, string> {
  const folder = scratchFolder();
  const file = (name: string) => join(folder, name);
  execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file('key')], { stdio: 'pipe' });
  execFileSync('openssl', ['req', '-new', '-key', file('key'), '-subj', '/CN=x', '-addext', `subjectAltName=${sans}`, '-out', file('csr')]);
  const leaf = sign(readFileSync(file('csr'), 'utf8'), signer, { extensions, ...dates });
  return { 'tls.crt': leaf, 'tls.key': readFileSync(file('key'), 'utf8'), 'ca.crt': ca.certificate };
}

function check(files: Record<string, string>, env: Record<string, string> = {}): ScriptRun & { folder: string } {
  const mounted = scratchFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(mounted, name), content);
  const folder = scratchFolder();
  const pod = { LEAF_ROLE: 'head', LEAF_POD_IPS: '10.1.2.3', LEAF_NAMESPACE: 'ray', FQ_RAY_IP: HEAD };
  return { ...runScript(SCRIPT, { ...pod, SECRET_DIR: mounted, SECRET_NAME: 'hand-made', TLS_DIR: folder, ...env }), folder };
}

/** The one line with which a run failed. */
function complaint(run: ScriptRun & { folder: string }): string {
  expect(run.status).toBe(1);
  for (const file of ['tls.crt', 'tls.key', 'ca.crt', '.work']) expect(existsSync(join(run.folder, file))).toBe(false);
  expect(run.stdout + run.stderr).not.toMatch(/BEGIN|[A-Za-z0-9+/]{60}/);
  expect(run.stderr).toMatch(/^ray-tls: .*\n$/);
  return run.stderr.trim();
}

describe('a leaf that fits the pod', () => {
  const files = secret();
  const run = check(files);

  test('is taken as it is', () => {
    expect(run).toMatchObject({ status: 0, stderr: '' });
    for (const [name, content] of Object.entries(files)) expect(readFileSync(join(run.folder, name), 'utf8')).toBe(content);
  });
  test('has a key that its user alone may read, and leaves nothing else behind', () => {
    expect(statSync(join(run.folder, 'tls.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(run.folder).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
  });
  test('may be signed by an intermediate that comes with it', () => {
    const intermediate = makeCa({ issuer: ca, commonName: 'Intermediate' });
    const chained = secret(SANS, undefined, intermediate);
    expect(check({ ...chained, 'tls.crt': chained['tls.crt'] + intermediate.certificate })).toMatchObject({ status: 0, stderr: '' });
  });
  test('of a client needs its own names alone, and to be for clients', () => {
    const client = secret('DNS:app.example.com', 'extendedKeyUsage=clientAuth');
    const env = { LEAF_ROLE: 'client', LEAF_DNS_NAMES: 'app.example.com', FQ_RAY_IP: '' };
    expect(check(client, env)).toMatchObject({ status: 0, stderr: '' });
    expect(complaint(check(secret('DNS:app.example.com', 'extendedKeyUsage=serverAuth'), env))).toMatch(
      /does not verify as that of a client/,
    );
  });
});

describe('a leaf that does not fit is refused, and the line says what it lacks and which other way to use', () => {
  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      "another pod's address",
      () => secret(SANS.replace('10.1.2.3', '10.1.2.4')),
      /no IP address 10\.1\.2\.3 .*10\.1\.2\.4.*RayTls\.signedBy or RayTls\.issuedBy/,
    ],
    ['no address at all, as of a Certificate', () => secret(`DNS:localhost,DNS:${HEAD}`), /no IP address 127\.0\.0\.1/],
    [
      'a name missing',
      () => secret(SANS.replace(`DNS:${HEAD},`, '')),
      /no DNS name demo-head-svc\.ray\.svc\.cluster\.local among its SANs .*issued with it/,
    ],
    ['no SANs', () => secret('DNS:other.example.com'), /no IP address 127\.0\.0\.1/],
    ['the key of another', () => ({ ...secret(), 'tls.key': secret()['tls.key'] }), /do not belong together/],
    [
      'another CA',
      () => ({ ...secret(), 'ca.crt': makeCa({ commonName: 'Other' }).certificate }),
      /Secret hand-made lack the certificate of the CA that signed the leaf\. Put/,
    ],
    ['another CA of the same name', () => ({ ...secret(), 'ca.crt': makeCa().certificate }), /does not verify as that of a server/],
    ['for servers alone', () => secret(SANS, 'extendedKeyUsage=serverAuth'), /does not verify as that of a client/],
    ['for clients alone', () => secret(SANS, 'extendedKeyUsage=clientAuth'), /does not verify as that of a server/],
    ['expired', () => secret(SANS, undefined, ca, { notAfter: '20210101000000Z' }), /certificate has expired/],
    ['not valid yet', () => secret(SANS, undefined, ca, { notBefore: '20890101000000Z' }), /not yet valid/],
    ['garbage', () => ({ ...secret(), 'tls.crt': 'garbage' }), /certificate is no PEM certificate/],
    ['a key that is garbage', () => ({ ...secret(), 'tls.key': 'garbage' }), /private key is no unencrypted PEM key/],
    [
      "the CA's key beside its certificate",
      () => ({ ...secret(), 'ca.crt': ca.certificate + ca.privateKey }),
      /hand-made has a private key in its tls\.crt or ca\.crt/,
    ],
  ])('%s', (_, files, line) => expect(complaint(check(files()))).toMatch(line));

  test.each(['tls.crt', 'tls.key', 'ca.crt'])('without %s', (name) => {
    const files = secret();
    delete files[name];
    expect(complaint(check(files))).toContain(`Secret hand-made has no ${name}. It needs`);
  });
});

describe('RayTls.fromSecret', () => {
  const cluster = testCluster({ tls: RayTls.fromSecret('hand-made'), workerGroups: [{ groupName: 'cpu' }] });
  const { headGroupSpec, workerGroupSpecs } = only('RayCluster', cluster).spec;

  test.each([
    ['head', headGroupSpec],
    ['worker', workerGroupSpecs[0]],
  ])('mounts the Secret into the init container of the %s alone', (_, { template: { spec } }) => {
    const [init] = spec.initContainers;
    const { name } = spec.volumes.find(({ secret }: any) => secret?.secretName === 'hand-made');
    expect(init.volumeMounts).toContainEqual({ name, mountPath: '/etc/ray/tls-secret', readOnly: true });
    expect(JSON.stringify(spec.containers)).not.toContain(name);
  });
  test('embeds the scripts that its init container runs, and no others', () =>
    expect(Object.keys(only('ConfigMap', cluster).data)).toEqual(['check-secret-leaf.sh', 'leaf.sh', 'trust.sh']));
  test('needs no rights', () => expect(synth(cluster).map(({ kind }) => kind)).toEqual(['ConfigMap', 'RayCluster']));
  test('refuses a name that no Secret can have', () =>
    expect(() => testCluster({ tls: RayTls.fromSecret('Hand_Made') }, testChart())).toThrow(
      /\[ray\/cluster\] RayTls\.fromSecret: secretName is 'Hand_Made': .*Fix: /,
    ));
});
