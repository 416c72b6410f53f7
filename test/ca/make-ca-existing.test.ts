import { createHash, createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { type ApiHandler, apiStatus, FakeApiServer } from '../support/fake-api-server';
import { makeCa, openssl } from '../support/openssl';
import { acceptSecret, base64, complaint, NOT_FOUND, OURS, pairData, runMakeCa, SECRET, SECRETS, secretOf } from './run-make-ca';

let server: FakeApiServer;
const ca = makeCa();

beforeEach(async () => {
  server = await FakeApiServer.start();
});

afterEach(() => server.stop());

describe('a Secret that the Job made', () => {
  function serve(pair: { certificate: string; privateKey: string }, change: { [key: string]: unknown } = {}): void {
    server.on('GET', SECRET, secretOf({ ...pairData(pair), ...change } as { [key: string]: string }));
  }

  /** Why the script refused it, for good and without writing anything. */
  async function refusal(env: { readonly [name: string]: string } = {}): Promise<string> {
    const line = complaint(await runMakeCa(server, env), server, 2);
    expect(server.received('POST')).toEqual([]);
    return line;
  }

  test('is left alone while it is valid, and one line says until when', async () => {
    serve(ca);
    expect(await runMakeCa(server)).toMatchObject({
      status: 0,
      stdout: 'ray-tls-ca: Secret ray/ray-ca exists and is left alone, its CA is valid until 2099-01-01T00:00:00Z\n',
      stderr: '',
    });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('is found by the next run as the first one left it', async () => {
    server.on('GET', SECRET, NOT_FOUND, () => secretOf(server.received('POST')[0].body.data));
    acceptSecret(server);
    await runMakeCa(server);
    expect(await runMakeCa(server)).toMatchObject({ status: 0, stdout: expect.stringContaining('is left alone') });
    expect(server.received('POST')).toHaveLength(1);
  });

  test('is left alone when its CA expired, and the line says how to have a new one made', async () => {
    serve(makeCa({ notAfter: '20210203040506Z' }));
    expect(await refusal()).toBe(
      'ray-tls-ca: Secret ray/ray-ca exists and is left alone, but cannot serve: the CA expired at 2021-02-03T04:05:06Z. To have a new CA made,' +
        ' run `kubectl -n ray delete secret/ray-ca job/ray-ca-1a2b3c4d`, apply the manifest again and restart the Ray pods.',
    );
  });

  test('is refused before its CA begins, with both times', async () => {
    serve(makeCa({ notBefore: '20980101000000Z' }));
    expect(await refusal()).toMatch(/the CA is not valid before 2098-01-01T00:00:00Z, and here it is 20\d\d-/);
  });

  test('is refused when key and certificate do not belong together', async () => {
    serve({ certificate: ca.certificate, privateKey: makeCa().privateKey });
    expect(await refusal()).toContain('its private key does not belong to its certificate');
  });

  test.each(['ca.crt', 'ca.key', 'tls.crt', 'tls.key'])('is refused without %s', async (key) => {
    serve(ca, { [key]: undefined });
    expect(await refusal()).toContain(`it has no ${key}. `);
  });

  test('is refused without any data, all missing keys named', async () => {
    server.on('GET', SECRET, { body: { kind: 'Secret', metadata: { labels: OURS } } });
    expect(await refusal()).toContain('it has no ca.crt and no ca.key and no tls.crt and no tls.key');
  });

  test('is refused with two different pairs', async () => {
    const { 'tls.crt': crt, 'tls.key': key } = pairData(makeCa());
    serve(ca, { 'tls.crt': crt, 'tls.key': key });
    expect(await refusal()).toContain('it holds one pair under ca.* and another under tls.*');
  });

  test('is refused when its certificate is no CA’s', async () => {
    serve(makeCa({ extensions: 'basicConstraints=critical,CA:FALSE' }));
    expect(await refusal()).toContain('its certificate is not that of a CA');
  });

  test('is refused when its key is the published one', async () => {
    serve(ca);
    const der = createPublicKey(ca.certificate).export({ type: 'spki', format: 'der' });
    expect(await refusal({ REFUSED_CA_KEY: createHash('sha256').update(der).digest('hex') })).toContain(
      "it is the CA of KubeRay's public sample, whose private key anyone can download",
    );
  });

  test.each([
    ['a certificate that is none', { 'ca.crt': base64('nonsense'), 'tls.crt': base64('nonsense') }, 'openssl x509 says: '],
    ['a key that is none', { 'ca.key': base64('nonsense'), 'tls.key': base64('nonsense') }, 'openssl pkey says: '],
    ['what is no base64', { 'ca.crt': '!!!!' }, 'its ca.crt is no text'],
    ['what is no text', { 'ca.key': '//4=' }, 'its ca.key is no text'],
    ['a number', { 'ca.key': 7 }, 'its ca.key is no text'],
  ])('is refused with %s', async (_, change, reason) => {
    serve(ca, change);
    expect(await refusal()).toContain(reason);
  });

  test('is refused with an encrypted key, and nobody is asked for the passphrase', async () => {
    const privateKey = openssl('pkey', '-in', join(ca.folder, 'ca.key'), '-aes256', '-passout', 'pass:secret');
    serve({ certificate: ca.certificate, privateKey });
    expect(await refusal()).toContain('openssl pkey says: ');
  });
});

describe('a Secret that somebody else made', () => {
  test.each([
    ['without labels', null],
    ['with labels of others', { 'app.kubernetes.io/managed-by': 'Helm' }],
  ])('%s is left alone for good, and the line says what to write instead', async (_, labels) => {
    server.on('GET', SECRET, secretOf(pairData(ca), labels));
    expect(complaint(await runMakeCa(server), server, 2)).toBe(
      'ray-tls-ca: Secret ray/ray-ca exists, was not made by this Job, and is left alone. If it holds the CA to use, refer to it by' +
        " RayTlsCa.fromSecretName(..., 'ray-ca'); if not, choose another secretName.",
    );
    expect(server.received('POST')).toEqual([]);
  });
});

describe('a Secret that appears while the script works', () => {
  function appear(second: ApiHandler): void {
    server.on('GET', SECRET, NOT_FOUND, second);
    server.on('POST', SECRETS, apiStatus(409, 'AlreadyExists', 'secrets "ray-ca" already exists'));
  }

  test('serves if another run made it', async () => {
    appear(secretOf(pairData(ca)));
    expect(await runMakeCa(server)).toMatchObject({ status: 0, stdout: expect.stringContaining('exists and is left alone'), stderr: '' });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
  });

  test('is refused if a stranger made it', async () => {
    appear(secretOf(pairData(ca), null));
    expect(complaint(await runMakeCa(server), server, 2)).toContain('was not made by this Job');
  });

  test('and goes again ends the attempts in time', async () => {
    appear(NOT_FOUND);
    expect(complaint(await runMakeCa(server, { RETRY_SECONDS: '1.2' }), server, 1)).toMatch(
      /Secret ray\/ray-ca came and went\. Gave up after 1\.2 s\.$/,
    );
  });
});
