import { X509Certificate } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { KeyAlgorithm } from '../../lib/ca/key-algorithm';
import { apiStatus, FakeApiServer } from '../support/fake-api-server';
import { makeCa, openssl, scratchFolder } from '../support/openssl';
import {
  APPROVED,
  certificateRequest,
  condition,
  issuerCa,
  issuing,
  READY,
  REQUEST,
  REQUESTS,
  runRequestLeaf,
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

const PENDING = condition('Ready', 'False', 'Pending', 'Waiting on certificate issuance');

function issued(csr: string): object {
  return certificateRequest([APPROVED, READY], { certificate: sign(csr), ca: issuerCa.certificate });
}

describe('a leaf that the issuer makes', () => {
  test('is installed with its key, for this pod alone, and verifies strictly both ways', async () => {
    const run = await runRequestLeaf(issuing(server, issued));
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(run.folder).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
    for (const purpose of ['sslserver', 'sslclient']) {
      expect(openssl('verify', '-purpose', purpose, '-CAfile', join(run.folder, 'ca.crt'), join(run.folder, 'tls.crt'))).toMatch(/: OK$/m);
    }
    const leaf = new X509Certificate(run.file('tls.crt')!);
    expect(leaf.subject).toBe('CN=ray-worker');
    expect(leaf.subjectAltName!.split(', ').sort()).toEqual(['DNS:localhost', 'IP Address:10.1.2.3', 'IP Address:127.0.0.1']);
    expect(run.file('ca.crt')).toBe(issuerCa.certificate);
    expect(statSync(join(run.folder, 'tls.key')).mode & 0o777).toBe(0o600);
  });

  test('is asked for by one request, which is owned by the pod and names issuer, lifetime and usages', async () => {
    await runRequestLeaf(issuing(server, issued), {}, { duration: Duration.days(30) });
    const [request, ...others] = server.received('POST');
    expect(others).toEqual([]);
    expect(request.headers.authorization).toBe(`Bearer ${server.token}`);
    const { spec, metadata } = request.body;
    expect(metadata).toEqual({
      generateName: 'demo-worker-x7k2p-',
      labels: { 'ray.io/cluster': 'demo', 'cdk8s-ray-tls/role': 'worker' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'demo-worker-x7k2p', uid: '0f6c0000-0000-4000-8000-000000000001' }],
    });
    const { request: csr, ...rest } = spec;
    expect(rest).toEqual({
      issuerRef: { name: 'corp-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      duration: '2592000s',
      isCA: false,
      usages: ['digital signature', 'server auth', 'client auth'],
    });
    expect(Buffer.from(csr, 'base64').toString()).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
  });

  test('for an RSA key may encipher keys too', async () => {
    const run = await runRequestLeaf(issuing(server, issued), {}, { keyAlgorithm: KeyAlgorithm.RSA_2048 });
    expect(run.status).toBe(0);
    expect(server.received('POST')[0].body.spec.usages).toEqual(['digital signature', 'key encipherment', 'server auth', 'client auth']);
  });

  test('for a kube-rbac-proxy serves, and is no client', async () => {
    const run = await runRequestLeaf(
      issuing(server, (csr) =>
        certificateRequest([APPROVED, READY], {
          certificate: sign(csr, issuerCa, { extensions: 'extendedKeyUsage=serverAuth' }),
          ca: issuerCa.certificate,
        }),
      ),
      { LEAF_ROLE: 'kube-rbac-proxy', LEAF_SERVICES: 'demo-dashboard' },
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(server.received('POST')[0].body.spec.usages).toEqual(['digital signature', 'server auth']);
    expect(new X509Certificate(run.file('tls.crt')!).subjectAltName).not.toContain('IP Address');
  });

  test('has no cluster in its labels where it belongs to none', async () => {
    await runRequestLeaf(issuing(server, issued), { RAY_CLUSTER: '' });
    expect(server.received('POST')[0].body.metadata.labels).toEqual({ 'cdk8s-ray-tls/role': 'worker' });
  });

  test('comes with its intermediates, and is verified by the one that signed it, not by the root', async () => {
    const root = makeCa({ commonName: 'Root' });
    const intermediate = makeCa({ commonName: 'Intermediate', issuer: root });
    const run = await runRequestLeaf(
      issuing(server, (csr) =>
        certificateRequest([APPROVED, READY], { certificate: sign(csr, intermediate) + intermediate.certificate, ca: root.certificate }),
      ),
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.file('tls.crt')!.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(run.file('ca.crt')).toBe(intermediate.certificate);
  });

  test('is verified by the trust bundle where there is one, and not by what the issuer returns', async () => {
    const bundle = join(scratchFolder(), 'ca.crt');
    writeFileSync(bundle, makeCa({ commonName: 'Old CA' }).certificate + issuerCa.certificate);
    const answer = (csr: string) =>
      certificateRequest([APPROVED, READY], { certificate: sign(csr), ca: makeCa({ commonName: 'Stranger' }).certificate });
    const run = await runRequestLeaf(issuing(server, answer), { TRUST_BUNDLE: bundle });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.file('ca.crt')!.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  test('of an issuer that returns no CA is verified by the trust bundle', async () => {
    const bundle = join(issuerCa.folder, 'ca.crt');
    const run = await runRequestLeaf(
      issuing(server, (csr) => certificateRequest([APPROVED, READY], { certificate: sign(csr) })),
      {
        TRUST_BUNDLE: bundle,
      },
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('patience', () => {
  test('waits while the request is not taken up, not approved, and pending', async () => {
    const waiting = [[], [APPROVED], [APPROVED, PENDING]].map((conditions) => ({ body: certificateRequest(conditions) }));
    const run = await runRequestLeaf(issuing(server, issued, { reading: waiting }), { ISSUE_SECONDS: '20' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(server.received('GET')).toHaveLength(4);
  });

  test('asks less and less often, so that a thousand waiting pods are no burden', async () => {
    issuing(server, () => certificateRequest([APPROVED, PENDING]));
    await runRequestLeaf(server, { ISSUE_SECONDS: '5' });
    // 0.05 s at first, then a quarter to a half of the time so far: fifteen or so in five seconds.
    expect(server.received('GET').length).toBeLessThanOrEqual(20);
    expect(server.received('GET').length).toBeGreaterThanOrEqual(8);
  });

  test.each([
    ['the webhook of cert-manager is not up yet', apiStatus(500, 'InternalError', 'failed calling webhook "webhook.cert-manager.io"')],
    ['the API server is overloaded', apiStatus(429, 'TooManyRequests', 'too many requests')],
    ['the Role does not count yet', apiStatus(403, 'Forbidden', 'certificaterequests.cert-manager.io is forbidden')],
    ['the answer is broken off', { status: 201, body: { kind: 'CertificateRequest', metadata: { name: 'x' } }, cutAfter: 10 }],
  ])('creates the request again when %s', async (_, answer) => {
    const run = await runRequestLeaf(issuing(server, issued, { creating: [answer] }), { ISSUE_SECONDS: '20' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(server.received('POST')).toHaveLength(2);
  });

  test.each([
    ['an error of the API server', apiStatus(503, 'ServiceUnavailable', 'etcd leader changed')],
    ['an answer that is no JSON', { body: '<html>proxy</html>' }],
    ['an answer that is broken off', { body: certificateRequest([]), cutAfter: 20 }],
    ['a connection that is broken off', { cutAfter: 0 }],
  ])('goes on waiting after %s', async (_, answer) => {
    const run = await runRequestLeaf(issuing(server, issued, { reading: [answer] }), { ISSUE_SECONDS: '20' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(server.received('POST')).toHaveLength(1);
    expect(server.received('GET')).toHaveLength(2);
  });
});

test('asks for nothing but its own requests', async () => {
  await runRequestLeaf(issuing(server, issued, { reading: [{ body: certificateRequest([]) }] }));
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST ${REQUESTS}`, `GET ${REQUEST}`, `GET ${REQUEST}`]);
});
