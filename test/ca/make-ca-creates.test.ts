import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// In Node 20, toLegacyObject() breaks the module tls unless that is loaded before.
import 'node:tls';
import { FakeApiServer } from '../support/fake-api-server';
import { openssl, scratchFolder } from '../support/openssl';
import { acceptSecret, createdSecret, NOT_FOUND, OURS, runMakeCa, SECRET } from './run-make-ca';

let server: FakeApiServer;

beforeEach(async () => {
  server = await FakeApiServer.start();
  server.on('GET', SECRET, NOT_FOUND);
  acceptSecret(server);
});

afterEach(() => server.stop());

/** Makes a CA; gives its certificate and the file that it is in. */
async function make(env: { readonly [name: string]: string } = {}): Promise<{ certificate: X509Certificate; file: string }> {
  expect(await runMakeCa(server, env)).toMatchObject({ status: 0, stderr: '' });
  const file = join(scratchFolder(), 'ca.crt');
  writeFileSync(file, createdSecret(server).certificate);
  return { certificate: new X509Certificate(createdSecret(server).certificate), file };
}

test('a CA is made that OpenSSL finds nothing to object to, in the strictest mode', async () => {
  const { file } = await make();
  expect(openssl('verify', '-x509_strict', '-check_ss_sig', '-CAfile', file, file)).toContain('OK');
});

test('it is a P-256 CA that may sign leaves and nothing else', async () => {
  const { certificate, file } = await make();
  expect(certificate.ca).toBe(true);
  expect(certificate.subject).toBe('CN=Ray cluster CA');
  expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  const text = openssl('x509', '-in', file, '-noout', '-text');
  expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
  expect(text).toContain('Subject Key Identifier');
  expect(text).toContain('Authority Key Identifier');
  expect(text).toContain('Signature Algorithm: ecdsa-with-SHA256');
});

test('the private key is the one of the certificate', async () => {
  const { certificate } = await make();
  expect(certificate.checkPrivateKey(createPrivateKey(createdSecret(server).privateKey))).toBe(true);
});

test('the Secret is Opaque, ours by its label, and holds the pair under both names', async () => {
  await make();
  const { object } = createdSecret(server);
  expect(object).toMatchObject({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' });
  expect(object.metadata).toEqual({ name: 'ray-ca', namespace: 'ray', labels: OURS });
  expect(Object.keys(object.data).sort()).toEqual(['ca.crt', 'ca.key', 'tls.crt', 'tls.key']);
  expect(object.data['tls.crt']).toBe(object.data['ca.crt']);
  expect(object.data['tls.key']).toBe(object.data['ca.key']);
});

test('it is valid from a moment ago, for slow clocks, and for as long as was asked', async () => {
  const before = Date.now();
  const { certificate } = await make({ CA_SECONDS: '86400' });
  expect(Math.abs(Date.parse(certificate.validFrom) - (before - 300_000))).toBeLessThan(10_000);
  expect(Math.abs(Date.parse(certificate.validTo) - (before + 86_400_000))).toBeLessThan(10_000);
});

test('a date beyond 2049 is written as GeneralizedTime, an earlier one as UTCTime', async () => {
  const { file } = await make({ CA_SECONDS: `${36_500 * 86_400}` });
  expect(openssl('asn1parse', '-in', file)).toMatch(/UTCTIME[^\n]*\n[^\n]*GENERALIZEDTIME/);
  expect(openssl('verify', '-x509_strict', '-CAfile', file, file)).toContain('OK');
});

test('two runs make different keys, and different serial numbers of more than 120 bits', async () => {
  await runMakeCa(server);
  await runMakeCa(server);
  const [one, two] = server.received('POST').map(({ body }) => new X509Certificate(Buffer.from(body.data['ca.crt'], 'base64')));
  expect(one.serialNumber).not.toBe(two.serialNumber);
  expect(one.serialNumber.length).toBeGreaterThan(30);
  expect(one.publicKey.equals(two.publicKey)).toBe(false);
});

test.each([
  'Ray/CA=1',
  'a+b, c; "d" <e> #f',
  '$HOME $' + '{ENV::PATH} %(x)s',
  'back\\slash',
  '=/CN=other',
  'Würzburg 東京',
  ' blank around ',
])('the common name %p arrives unharmed', async (commonName) => {
  const { certificate } = await make({ CA_COMMON_NAME: commonName });
  expect(certificate.toLegacyObject().subject).toEqual({ CN: commonName });
});

test('one line says until when the CA is valid, and no file is left', async () => {
  const result = await runMakeCa(server);
  const end = new Date(new X509Certificate(createdSecret(server).certificate).validTo).toISOString().replace('.000', '');
  expect(result).toMatchObject({ stdout: `ray-tls-ca: made Secret ray/ray-ca, its CA is valid until ${end}\n`, stderr: '' });
  expect(readdirSync(result.workDir)).toEqual([]);
});

test('every request carries the token of the credentials', async () => {
  await make();
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${server.token}`, `Bearer ${server.token}`]);
});

test('while the script works, its files are readable for its own user only', async () => {
  const path = scratchFolder();
  const report = join(path, 'modes');
  // Calls the real openssl, and notes the mode of the file that it has just written, which comes last among its arguments.
  const wrapper = `#!/bin/sh\nPATH='${process.env.PATH}'\nopenssl "$@" || exit\nfor last; do :; done\n[ ! -f "$last" ] || ls -l "$last" >>'${report}'\n`;
  writeFileSync(join(path, 'openssl'), wrapper);
  chmodSync(join(path, 'openssl'), 0o755);
  await make({ PATH: path });
  const modes = readFileSync(report, 'utf8').trim().split('\n');
  expect(modes).toEqual([expect.stringMatching(/^-rw------- .*ca\.key$/), expect.stringMatching(/^-rw------- .*ca\.csr$/)]);
});

test('files of others in the working folder are not touched', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'theirs'));
  await make({ WORK_DIR: folder });
  expect(readdirSync(folder)).toEqual(['theirs']);
});
