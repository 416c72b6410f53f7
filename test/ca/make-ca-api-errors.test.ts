import { createServer } from 'node:net';
import { type ApiAnswer, apiStatus, FakeApiServer } from '../support/fake-api-server';
import { makeCa } from '../support/openssl';
import { acceptSecret, complaint, createdSecret, NOT_FOUND, pairData, runMakeCa, SECRET, SECRETS, secretOf } from './run-make-ca';

let server: FakeApiServer;

beforeEach(async () => {
  server = await FakeApiServer.start();
});

afterEach(() => server.stop());

describe('the API server says no', () => {
  const forbidden = apiStatus(403, 'Forbidden', 'secrets "ray-ca" is forbidden: User "x" cannot get resource "secrets"');

  test.each([
    ['401', apiStatus(401, 'Unauthorized', 'Unauthorized')],
    ['403', forbidden],
  ])('%s for good ends with what was refused and what to apply', async (status, answer) => {
    server.on('GET', SECRET, answer);
    const line = complaint(await runMakeCa(server, { RETRY_SECONDS: '1.2' }), server, 1);
    expect(line).toContain(`reading Secret ray/ray-ca failed: the API server answered ${status}: ${(answer.body as any).message}.`);
    expect(line).toContain('Apply the Role and RoleBinding that were synthesized with this too. Gave up after 1.2 s.');
    expect(server.requests.length).toBeGreaterThan(1);
  });

  test.each([
    ['403, as a Role counts a moment after it was applied', forbidden],
    ['429', apiStatus(429, 'TooManyRequests', 'slow down')],
    ['500', apiStatus(500, 'InternalError', 'etcdserver: leader changed')],
    ['503', apiStatus(503, 'ServiceUnavailable', 'not ready')],
    ['a broken connection', { cutAfter: 0 }],
    ['half an answer', { body: '{"kind": "Secret", "metadata": {}}', cutAfter: 10 }],
  ])('%s: the next attempt succeeds', async (_, first) => {
    server.on('GET', SECRET, first, NOT_FOUND);
    acceptSecret(server);
    expect(await runMakeCa(server, { RETRY_SECONDS: '5' })).toMatchObject({ status: 0, stderr: '' });
    expect(server.received('POST')).toHaveLength(1);
  });

  test('500 for good ends in time, so that the Job may try again', async () => {
    server.on('GET', SECRET, apiStatus(500, 'InternalError', 'etcd is gone'));
    const result = await runMakeCa(server, { RETRY_SECONDS: '2.5' });
    expect(complaint(result, server, 1)).toContain('answered 500: etcd is gone. Gave up after 2.5 s.');
    expect(result.seconds).toBeLessThan(8);
  });

  test('what another attempt cannot change is not tried again', async () => {
    server.on('GET', SECRET, NOT_FOUND);
    server.on('POST', SECRETS, apiStatus(422, 'Invalid', 'Secret "ray-ca" is invalid'));
    const line = complaint(await runMakeCa(server, { RETRY_SECONDS: '20' }), server, 2);
    expect(line).toContain('creating Secret ray/ray-ca failed: the API server answered 422: Secret "ray-ca" is invalid.');
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  test('a quota’s message is passed on, in one line', async () => {
    server.on('GET', SECRET, NOT_FOUND);
    server.on('POST', SECRETS, apiStatus(403, 'Forbidden', 'exceeded quota: small, requested: secrets=1,\n used: secrets=5'));
    expect(complaint(await runMakeCa(server), server, 1)).toContain('exceeded quota: small, requested: secrets=1, used: secrets=5.');
  });

  test('a message that quotes the Secret is passed on without the key in it', async () => {
    server.on('GET', SECRET, NOT_FOUND);
    server.on('POST', SECRETS, ({ body }) => apiStatus(400, 'BadRequest', `denied: ${body.data['ca.key']}, in short`));
    const line = complaint(await runMakeCa(server), server, 2);
    expect(line).toContain('denied: ..., in short');
    const key = createdSecret(server).object.data['ca.key'];
    for (let start = 0; start + 40 <= key.length; start += 10) expect(line).not.toContain(key.slice(start, start + 40));
  });

  test('a POST whose answer is lost is not repeated: the next attempt finds the Secret', async () => {
    server.on('GET', SECRET, NOT_FOUND, () => secretOf(server.received('POST')[0].body.data));
    server.on('POST', SECRETS, { cutAfter: 0 });
    expect(await runMakeCa(server, { RETRY_SECONDS: '5' })).toMatchObject({ status: 0, stdout: expect.stringContaining('is left alone') });
    expect(server.received('POST')).toHaveLength(1);
  });
});

describe('the API server cannot be understood', () => {
  const answers: [string, ApiAnswer, string][] = [
    ['broken JSON', { body: '{"kind": "Sec' }, 'answered 200 with no Kubernetes object'],
    ['nothing', { body: '' }, 'answered 200 with no Kubernetes object'],
    ['a web page', { status: 404, body: '<html>not here</html>' }, 'answered 404 with no Kubernetes object'],
    ['a list', { body: [1, 2] }, 'answered 200 with no Kubernetes object'],
    ['another kind', { body: { kind: 'ConfigMap', metadata: {} } }, 'answered with something else than Secret ray/ray-ca'],
    ['a Secret without metadata', { body: { kind: 'Secret', metadata: 'x' } }, 'answered with something else than Secret ray/ray-ca'],
    ['a redirect', { status: 302, headers: { Location: 'https://elsewhere/' } }, 'answered 302 with no Kubernetes object'],
    ['far too much', { body: { kind: 'Secret', metadata: {}, x: 'x'.repeat(5 << 20) } }, 'answered 200 with no Kubernetes object'],
    ['a connection that breaks', { cutAfter: 0 }, 'cannot speak to the API server'],
    ['an answer that breaks off', { body: '{"kind": "Secret"}', cutAfter: 5 }, 'answered 200 with no Kubernetes object'],
  ];

  test.each(answers)('%s', async (_, answer, reason) => {
    server.on('GET', SECRET, answer);
    expect(complaint(await runMakeCa(server), server, 1)).toContain(reason);
    expect(server.received('POST')).toEqual([]);
  });

  test.each([
    ['silence', { delayMs: 20_000 }],
    ['one byte at a time', { body: { kind: 'Secret', metadata: {} }, trickleMs: 500 }],
  ])('%s: a request ends when its time is up', async (_, answer) => {
    server.on('GET', SECRET, answer);
    const result = await runMakeCa(server, { REQUEST_SECONDS: '1' });
    expect(complaint(result, server, 1)).toContain(`cannot speak to the API server at 127.0.0.1:${server.port}: no answer within 1 s.`);
    expect(result.seconds).toBeLessThan(8);
  });

  test('no proxy is asked, whatever the environment says', async () => {
    server.on('GET', SECRET, secretOf(pairData(makeCa())));
    const proxy = 'http://127.0.0.1:9';
    expect(await runMakeCa(server, { HTTPS_PROXY: proxy, https_proxy: proxy, ALL_PROXY: proxy })).toMatchObject({ status: 0 });
  });
});

describe('the API server is another one, or none', () => {
  test('one that accepts and says nothing, not even for TLS, is given up in time', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const result = await runMakeCa(server, { KUBERNETES_SERVICE_PORT: `${port}`, REQUEST_SECONDS: '1' });
    silent.close();
    expect(complaint(result, server, 1)).toContain('no answer within 1 s');
  });

  test('where nobody listens, the line names the address', async () => {
    await server.stop();
    expect(complaint(await runMakeCa(server), server, 1)).toMatch(
      new RegExp(`cannot speak to the API server at 127.0.0.1:${server.port}: .*Connection refused. Gave up after 0.1 s.$`),
    );
  });

  test('one that another CA vouches for is told nothing', async () => {
    const folder = server.credentials('ray', { 'ca.crt': makeCa().certificate });
    expect(complaint(await runMakeCa(server, { CREDENTIALS_DIR: folder }), server, 1)).toContain('certificate verify failed');
    expect(server.requests).toEqual([]);
  });

  test('one whose certificate is for another address is told nothing', async () => {
    // This machine by another name, which is not in the certificate.
    const result = await runMakeCa(server, { KUBERNETES_SERVICE_HOST: '0.0.0.0' });
    expect(complaint(result, server, 1)).toContain("IP address mismatch, certificate is not valid for '0.0.0.0'");
    expect(server.requests).toEqual([]);
  });

  test('one without TLS is told nothing', async () => {
    const plain = await FakeApiServer.start({ tls: false });
    expect(complaint(await runMakeCa(plain), plain, 1)).toContain('cannot speak to the API server');
    expect(plain.requests).toEqual([]);
    await plain.stop();
  });
});
