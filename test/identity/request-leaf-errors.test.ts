import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiAnswer, apiStatus, FakeApiServer } from '../support/fake-api-server';
import { makeCa, openssl, scratchFolder } from '../support/openssl';
import {
  APPROVED,
  certificateRequest,
  complaint,
  condition,
  issuerCa,
  issuing,
  READY,
  REQUESTS,
  runRequestLeaf,
  type SigningOptions,
  sign,
} from './run-request-leaf';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
beforeEach(() => {
  server.requests.length = 0;
});
afterAll(() => server.stop());

/** The line with which a run ends that cannot succeed; it ends in bounded time. */
async function lineOf(env: Record<string, string> = {}): Promise<string> {
  const run = await runRequestLeaf(server, env);
  expect(run.seconds).toBeLessThan(12);
  return complaint(run, server);
}

describe('a request that the issuer does not fulfil ends with what cert-manager says', () => {
  test.each<[string, object[], RegExp]>([
    [
      'denied by an approver',
      [condition('Denied', 'True', 'policy.cert-manager.io', 'no policy allows 10.1.2.3')],
      /4hj9z was denied by the approver: no policy allows 10\.1\.2\.3 \(policy\.cert-manager\.io\)\.$/,
    ],
    [
      'denied, and marked so by its issuer too',
      [
        condition('Denied', 'True', 'x', 'not your name'),
        condition('Ready', 'False', 'Denied', 'The CertificateRequest was denied by an approval controller'),
      ],
      /was denied by the approver: not your name/,
    ],
    [
      'denied, of which only the issuer tells',
      [condition('Ready', 'False', 'Denied', 'The CertificateRequest was denied')],
      /ClusterIssuer corp-ca refused CertificateRequest .*: The CertificateRequest was denied \(Denied\)/,
    ],
    [
      'invalid',
      [APPROVED, condition('InvalidRequest', 'True', 'Bad', 'the CSR key usages do not match')],
      /is invalid to its issuer: the CSR key usages do not match/,
    ],
    [
      'failed',
      [APPROVED, condition('Ready', 'False', 'Failed', 'Vault: permission denied')],
      /ClusterIssuer corp-ca refused CertificateRequest .*: Vault: permission denied \(Failed\)/,
    ],
    [
      'pending for ever, as its issuer is missing',
      [APPROVED, condition('Ready', 'False', 'Pending', 'Referenced "ClusterIssuer" not found')],
      /no certificate from ClusterIssuer corp-ca within 0\.4 s\. .*: Referenced "ClusterIssuer" not found \(Pending\)\.$/,
    ],
    ['approved, and never taken up', [APPROVED], /approved, but nobody took it up\. Is the controller of that kind of issuer running\?$/],
    ['never approved', [], /nobody approved it\. Is cert-manager running/],
    ['refused without a reason', [condition('Denied', 'True', '', '')], /was denied by the approver: no message \(no reason\)\.$/],
    [
      'refused with a message of many lines that quotes a key',
      [condition('Ready', 'False', 'Failed', `a\n-----BEGIN KEY-----\n${'A'.repeat(64)}\n`)],
      /: a -----BEGIN KEY----- \.\.\. \(Failed\)\.$/,
    ],
  ])('%s', async (_, conditions, line) => {
    issuing(server, () => certificateRequest(conditions));
    expect(await lineOf()).toMatch(line);
  });

  test('at once where no wait can help', async () => {
    issuing(server, () => certificateRequest([condition('Denied', 'True', 'x', 'no')]));
    const run = await runRequestLeaf(server, { ISSUE_SECONDS: '60' });
    complaint(run, server);
    expect(run.seconds).toBeLessThan(5);
  });

  test.each<[string, string | undefined, RegExp]>([
    ['no certificate', undefined, /is Ready, but ClusterIssuer corp-ca put no certificate into it\.$/],
    ['what is no base64', '%%%', /put into it is no base64\.$/],
    ['what is no certificate', Buffer.from('garbage').toString('base64'), /the certificate is no PEM certificate/],
  ])('Ready with %s', async (_, certificate, line) => {
    issuing(server, () => ({
      ...certificateRequest([APPROVED, READY]),
      status: { conditions: [APPROVED, READY], certificate, ca: 'QQ==' },
    }));
    expect(await lineOf()).toMatch(line);
  });
});

describe('an API server that does not do its part ends with its answer', () => {
  test.each<[string, ApiAnswer, RegExp]>([
    [
      '401',
      apiStatus(401, 'Unauthorized', 'Unauthorized'),
      /creating a CertificateRequest in namespace ray failed: the API server answered 401: Unauthorized\./,
    ],
    [
      '403',
      apiStatus(403, 'Forbidden', 'User "system:serviceaccount:ray:x" cannot create'),
      /answered 403: User .* Apply the Role and RoleBinding/,
    ],
    [
      '403 by the guard of the issuer',
      apiStatus(
        403,
        'Forbidden',
        `certificaterequests.cert-manager.io "x" is forbidden: ValidatingAdmissionPolicy '${'p'.repeat(200)}' with binding '${'p'.repeat(200)}' denied request: Issuer x does not sign CAs`,
      ),
      /answered 403 by an admission policy: Issuer x does not sign CAs\.(?! Apply the Role)/,
    ],
    [
      '404: no cert-manager',
      apiStatus(404, 'NotFound', 'the server could not find the requested resource'),
      /cert-manager is not installed\. Install it/,
    ],
    [
      '400',
      apiStatus(400, 'BadRequest', 'admission webhook "webhook.cert-manager.io" denied the request'),
      /answered 400: admission webhook .* denied/,
    ],
    ['422', apiStatus(422, 'Invalid', 'spec.duration: Invalid value'), /answered 422: spec\.duration: Invalid value/],
    ['429', apiStatus(429, 'TooManyRequests', 'slow down'), /answered 429: slow down\. Gave up after 0\.4 s\.$/],
    ['500', apiStatus(500, 'InternalError', 'failed calling webhook'), /answered 500: failed calling webhook\. Gave up after 0\.4 s\.$/],
    ['503', apiStatus(503, 'ServiceUnavailable', 'no leader'), /answered 503: no leader\. Gave up/],
    ['no JSON', { status: 201, body: '<html>' }, /answered 201 with no Kubernetes object\. Gave up/],
    ['JSON that is no object', { status: 201, body: '[1]' }, /answered 201 with no Kubernetes object/],
    ['another object', { status: 201, body: { kind: 'Pod', metadata: {} } }, /answered with something else than the CertificateRequest/],
    ['broken JSON', { status: 201, body: '{"kind": "CertificateRequest", "metadata": {' }, /answered 201 with no Kubernetes object/],
    [
      'an answer that is cut off',
      { status: 201, body: { kind: 'CertificateRequest' }, cutAfter: 5 },
      /answered 201 with no Kubernetes object/,
    ],
    ['no answer', { delayMs: 20_000 }, /cannot speak to the API server at .*: no answer within 0\.6 s\. Gave up/],
    ['an answer that comes byte by byte', { body: 'x'.repeat(1000), trickleMs: 100 }, /no answer within 0\.6 s/],
    ['a connection that is broken off', { cutAfter: 0 }, /cannot speak to the API server/],
  ])('%s', async (_, answer, line) => {
    server.on('POST', REQUESTS, answer);
    expect(await lineOf()).toMatch(line);
  });

  test.each<[string, ApiAnswer, RegExp]>([
    ['somebody deletes the request', apiStatus(404, 'NotFound', 'not found'), /4hj9z is gone: somebody deleted it/],
    [
      'the token does not count any more',
      apiStatus(401, 'Unauthorized', 'Unauthorized'),
      /no certificate .* within 0\.4 s\. .*answered 401: Unauthorized/,
    ],
    ['the API server stays away', { cutAfter: 0 }, /no certificate .* within 0\.4 s\. .*cannot speak to the API server/],
  ])('while waiting, %s', async (_, answer, line) => {
    issuing(server, () => ({}), { reading: [answer, answer] });
    server.on('GET', /.*/, answer);
    expect(await lineOf()).toMatch(line);
  });

  test('nobody listens', async () => {
    expect(await lineOf({ KUBERNETES_SERVICE_PORT: '1' })).toMatch(/cannot speak to the API server at 127\.0\.0\.1:1: .*refused/);
  });
  test('somebody else listens, with a certificate of another CA', async () => {
    const credentials = server.credentials('ray', { 'ca.crt': makeCa().certificate });
    expect(await lineOf({ CREDENTIALS_DIR: credentials })).toMatch(/cannot speak to the API server at .*certificate verify failed/i);
    expect(server.requests).toEqual([]);
  });
  test('it speaks plain HTTP, so the token is not shown to it', async () => {
    const plain = await FakeApiServer.start({ tls: false });
    const line = await lineOf({ KUBERNETES_SERVICE_PORT: `${plain.port}` });
    await plain.stop();
    expect(line).toMatch(/cannot speak to the API server/);
    expect(plain.requests).toEqual([]);
  });
});

describe('a certificate that peers would refuse is not installed', () => {
  function issuingWith(options: SigningOptions): void {
    issuing(server, (csr) =>
      certificateRequest([APPROVED, READY], { certificate: sign(csr, issuerCa, options), ca: issuerCa.certificate }),
    );
  }
  const SANS = 'extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1';

  test.each<[string, SigningOptions, RegExp]>([
    ['without the address of this pod', { extensions: SANS.replace('IP:', 'IP:10.9.9.9,IP:') }, /no IP address 10\.1\.2\.3 among its SANs/],
    ['for servers alone', { extensions: 'extendedKeyUsage=serverAuth' }, /does not verify as that of a client/],
    ['for clients alone', { extensions: 'extendedKeyUsage=clientAuth' }, /does not verify as that of a server/],
    ['expired', { notAfter: '20210101000000Z' }, /certificate has expired.*valid from .*2020.* until .*2021/],
    ['not valid yet', { notBefore: '20890101000000Z' }, /certificate is not yet valid/],
  ])('%s', async (_, options, line) => {
    issuingWith(options);
    expect(await lineOf()).toMatch(line);
  });

  test('shorter-lived than was asked for', async () => {
    const soon = new Date(Date.now() + 3_600_000 * 24);
    issuingWith({ notAfter: `${soon.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z` });
    expect(await lineOf()).toMatch(/shortened the certificate's life: .*31536000 s were asked for\. .*\{ duration: \.\.\. \}/);
  });
  test('for another key', async () => {
    const folder = scratchFolder();
    const key = join(folder, 'key');
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
    openssl('req', '-new', '-key', key, '-subj', '/CN=other', '-out', join(folder, 'csr'));
    const other = sign(openssl('req', '-in', join(folder, 'csr')));
    issuing(server, () => certificateRequest([APPROVED, READY], { certificate: other, ca: issuerCa.certificate }));
    expect(await lineOf()).toMatch(/certificate and private key do not belong together/);
  });
  test('of another CA than the one that came with it', async () => {
    issuing(server, (csr) =>
      certificateRequest([APPROVED, READY], { certificate: sign(csr), ca: makeCa({ commonName: 'Other' }).certificate }),
    );
    expect(await lineOf()).toMatch(
      /does not return the certificate of the CA that signed, 'CN=Test CA', so .* trustBundle: TrustBundle\.fromConfigMap/,
    );
  });
  test("of another CA that has the signer's name", async () => {
    issuing(server, (csr) => certificateRequest([APPROVED, READY], { certificate: sign(csr), ca: makeCa().certificate }));
    expect(await lineOf()).toMatch(/does not verify as that of a server/);
  });
  test('of a CA that is not in the trust bundle', async () => {
    issuing(server, (csr) => certificateRequest([APPROVED, READY], { certificate: sign(csr), ca: issuerCa.certificate }));
    const bundle = join(makeCa({ commonName: 'Other' }).folder, 'ca.crt');
    expect(await lineOf({ TRUST_BUNDLE: bundle })).toMatch(/does not verify as that of a server/);
  });
  test('of a CA that nobody names', async () => {
    issuing(server, (csr) => certificateRequest([APPROVED, READY], { certificate: sign(csr) }));
    expect(await lineOf()).toMatch(
      /does not return the certificate of the CA that signed, 'CN=Test CA', .* trustBundle: TrustBundle\.fromConfigMap/,
    );
  });
  test.each([
    ['absent', undefined],
    ['empty', ''],
    ['no certificate', 'garbage'],
  ])('of a trust bundle that is %s', async (_, content) => {
    const bundle = join(scratchFolder(), 'ca.crt');
    if (content !== undefined) writeFileSync(bundle, content);
    issuing(server, (csr) => certificateRequest([APPROVED, READY], { certificate: sign(csr), ca: issuerCa.certificate }));
    expect(await lineOf({ TRUST_BUNDLE: bundle })).toMatch(/the trust bundle holds no PEM certificate/);
  });
});

describe('a pod that is not as the manifest has it says what is missing', () => {
  test.each([
    ['POD_UID', /POD_UID is not set\. Apply the manifest as it was synthesized/],
    ['ISSUER_NAME', /ISSUER_NAME is not set/],
    ['KUBERNETES_SERVICE_HOST', /KUBERNETES_SERVICE_HOST is not set/],
    ['LEAF_POD_IPS', /this pod has no IP address yet/],
  ])('%s', async (name, line) => {
    expect(await lineOf({ [name]: '' })).toMatch(line);
    expect(server.requests).toEqual([]);
  });
  test('the token', async () => {
    expect(await lineOf({ CREDENTIALS_DIR: scratchFolder() })).toMatch(/cannot read .*: No such file or directory/);
  });
  test('python3', async () => {
    const tools = scratchFolder();
    for (const name of ['sh', 'dirname']) symlinkSync(`/bin/${name}`, join(tools, name));
    expect(await lineOf({ PATH: tools })).toMatch(/has no python3/);
  });
});
