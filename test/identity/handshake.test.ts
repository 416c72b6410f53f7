import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkServerIdentity, connect, createServer, type TLSSocket } from 'node:tls';
import { makeCa, openssl, runScript, scratchFolder, type TestCa } from '../support/openssl';

const SCRIPT = join(__dirname, '../../lib/identity/scripts/sign-leaf.sh');
const HEAD = 'demo-head-svc.ray.svc.cluster.local';
const ca = makeCa();

/** The files of a pod, as its Ray processes find them. */
interface Pod {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

function pod(role: 'head' | 'worker' | 'kube-rbac-proxy', ip: string, signer: TestCa = ca): Pod {
  const folder = scratchFolder();
  const run = runScript(SCRIPT, {
    LEAF_ROLE: role,
    LEAF_POD_IPS: ip,
    FQ_RAY_IP: HEAD,
    ...(role === 'kube-rbac-proxy' ? { LEAF_SERVICES: 'demo-dashboard' } : {}),
    LEAF_KEY: 'ecdsa-p256',
    LEAF_SECONDS: '3600',
    CA_DIR: signer.folder,
    TLS_DIR: folder,
  });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const file = (name: string) => readFileSync(join(folder, name));
  return { cert: file('tls.crt'), key: file('tls.key'), ca: file('ca.crt') };
}

/** The same pod a year later: its leaf, made anew by the same CA with dates of the past. */
function expired(signer: TestCa): Pod {
  const leaf = makeCa({
    issuer: signer,
    commonName: 'ray-worker',
    notAfter: '20210101000000Z',
    extensions:
      'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1,IP:10.0.0.7',
  });
  return { cert: Buffer.from(leaf.certificate), key: Buffer.from(leaf.privateKey), ca: Buffer.from(signer.certificate) };
}

interface DialOptions {
  /** What the client calls the server: a name, or an address for which there is no SNI. */
  readonly as: string;
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

/** Connects as Ray's gRPC does: both sides verify. Resolves with what both saw, rejects with what the refusing side said. */
async function dial(server: Pod, client: Partial<Pod>, { as, maxVersion }: DialOptions): Promise<string> {
  const listener = createServer({ ...server, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' });
  let refusal: Error | undefined;
  listener.on('tlsClientError', (error, socket) => {
    // A client whose certificate does not verify is cut off; the reason stands on the socket alone.
    refusal = socket.authorizationError ? new Error(`server refused the client: ${socket.authorizationError}`) : error;
  });
  listener.on('secureConnection', (socket: TLSSocket) => socket.end(`hello ${socket.getPeerCertificate().subject.CN}`));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise<string>((resolve, reject) => {
      let heard = '';
      const { port } = listener.address() as { port: number };
      const socket = connect({
        ...client,
        port,
        host: '127.0.0.1',
        servername: /^[\d.:]+$/.test(as) ? '' : as,
        checkServerIdentity: (_, certificate) => checkServerIdentity(as, certificate),
        maxVersion,
        minVersion: maxVersion === 'TLSv1.1' ? 'TLSv1.1' : 'TLSv1.2',
        // OpenSSL's own refusal of TLS 1.1 is not what is being proved.
        ciphers: maxVersion === 'TLSv1.1' ? 'DEFAULT@SECLEVEL=0' : undefined,
      });
      socket.on('data', (data) => {
        heard += data;
      });
      socket.on('error', (error) => reject(refusal ?? error));
      socket.on('close', () => (heard === '' ? reject(refusal ?? new Error('closed without a word')) : resolve(heard)));
    });
  } finally {
    listener.close();
  }
}

describe('two pods of one CA', () => {
  const head = pod('head', '10.0.0.5');
  const worker = pod('worker', '10.0.0.7');

  test.each(['demo-head-svc', 'demo-head-svc.ray', 'demo-head-svc.ray.svc', HEAD, 'localhost', '10.0.0.5', '127.0.0.1'])(
    'a worker reaches the head as %s, and is known to it',
    async (as) => expect(dial(head, worker, { as })).resolves.toBe('hello ray-worker'),
  );
  test('the head reaches a worker by its Pod IP', () => expect(dial(worker, head, { as: '10.0.0.7' })).resolves.toBe('hello ray-head'));
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('they speak %s', (maxVersion) =>
    expect(dial(head, worker, { as: HEAD, maxVersion })).resolves.toBe('hello ray-worker'),
  );
  test('TLS 1.1 is refused', () => expect(dial(head, worker, { as: HEAD, maxVersion: 'TLSv1.1' })).rejects.toThrow(/version|protocol/i));

  test('a pod that answers at an address that is not its own is refused', () =>
    expect(dial(worker, head, { as: '10.0.0.8' })).rejects.toThrow(/IP: 10\.0\.0\.8 is not in the cert's list/));
  test("a worker cannot pass for the head: it has none of the head's names", () =>
    expect(dial(worker, worker, { as: HEAD })).rejects.toThrow(/is not in the cert's altnames/));
  describe('the leaf of a kube-rbac-proxy', () => {
    const proxy = pod('kube-rbac-proxy', '10.0.0.5');
    test.each(['demo-dashboard.ray.svc', 'localhost'])('is one of a server that is called %s', (as) =>
      expect(dial(proxy, worker, { as })).resolves.toBe('hello ray-worker'),
    );
    test('lets nobody into the cluster', () =>
      expect(dial(head, proxy, { as: HEAD })).rejects.toThrow('server refused the client: INVALID_PURPOSE'));
    test.each([HEAD, '10.0.0.5', '127.0.0.1'])('cannot pass for the head at %s', (as) =>
      expect(dial(proxy, worker, { as })).rejects.toThrow(/is not in the cert's|does not match/),
    );
  });
  test('a client without a certificate is refused', () =>
    expect(dial(head, { ca: worker.ca }, { as: HEAD })).rejects.toThrow(/did not return a certificate|certificate required/i));
  test('a client whose leaf is of another CA is refused, even though it knows the right one', () => {
    const stranger = pod('worker', '10.0.0.7', makeCa());
    return expect(dial(head, { ...stranger, ca: worker.ca }, { as: HEAD })).rejects.toThrow(
      'server refused the client: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    );
  });
  test('a client refuses a head whose leaf is of another CA', () =>
    expect(dial(pod('head', '10.0.0.5', makeCa()), worker, { as: HEAD })).rejects.toThrow(/unable to verify|self.signed|issuer/i));
  test('a client whose leaf is expired is refused', () =>
    expect(dial(head, expired(ca), { as: HEAD })).rejects.toThrow('server refused the client: CERT_HAS_EXPIRED'));
  test('a client refuses a server whose leaf is expired', () =>
    expect(dial(expired(ca), head, { as: '10.0.0.7' })).rejects.toThrow(/expired/i));
  test('the expired leaf of these tests differs from a good one by its dates alone', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'leaf.crt'), expired(ca).cert);
    expect(
      openssl('verify', '-attime', `${Date.parse('2020-06-01') / 1000}`, '-CAfile', join(ca.folder, 'ca.crt'), join(folder, 'leaf.crt')),
    ).toMatch(/: OK$/m);
  });
});
