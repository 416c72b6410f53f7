import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionOptions, connect, createSecureContext, createServer, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { FakeApiServer } from '../support/fake-api-server';
import { makeCa, openssl, runScript, scratchFolder, type TestCa } from '../support/openssl';
import { APPROVED, certificateRequest, issuing, READY, runRequestLeaf, sign } from './run-request-leaf';

const SCRIPTS = join(__dirname, '../../lib/identity/scripts');
const POD = {
  LEAF_ROLE: 'worker',
  LEAF_POD_IPS: '127.0.0.1',
  LEAF_NAMESPACE: 'ray',
  LEAF_KEY: 'ecdsa-p256',
  LEAF_SECONDS: '3600',
  CA_SECRET: 'ca-tls',
  SECRET_NAME: 'hand-made',
};

const root = makeCa({ commonName: 'Company root' });
const upper = makeCa({ commonName: 'Upper intermediate', issuer: root });
const middle = makeCa({ commonName: 'Lower intermediate', issuer: upper });
/** Of each depth the CAs from the one that signs up to the root. */
const CHAINS: readonly (readonly [number, readonly TestCa[]])[] = [
  [1, [root]],
  [2, [upper, root]],
  [3, [middle, upper, root]],
];

/** What a pod has in the end. */
interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
}

type Way = (chain: readonly TestCa[], withRoot: boolean, env?: Record<string, string>) => Promise<Outcome>;

const text = (cas: readonly TestCa[]) => cas.map(({ certificate }) => certificate).join('');
const isRoot = (ca: TestCa) => ca === root;

function folderWith(files: Record<string, string>): string {
  const folder = scratchFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const signedBy: Way = async (chain, withRoot, env = {}) => {
  const kept = chain.filter((ca, index) => index === 0 || withRoot || !isRoot(ca));
  const CA_DIR = folderWith({ 'ca.crt': text(kept), 'ca.key': chain[0].privateKey });
  const folder = scratchFolder();
  return { ...runScript(join(SCRIPTS, 'sign-leaf.sh'), { ...POD, CA_DIR, TLS_DIR: folder, ...env }), folder };
};

const fromSecret: Way = async (chain, withRoot, env = {}) => {
  const leaf = scratchFolder();
  const file = (name: string) => join(leaf, name);
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file('key'));
  const sans = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  openssl('req', '-new', '-key', file('key'), '-subj', '/CN=ray-worker', '-addext', sans, '-out', file('csr'));
  const kept = chain.filter((ca, index) => index === 0 || withRoot || !isRoot(ca));
  const SECRET_DIR = folderWith({
    'tls.crt': sign(readFileSync(file('csr'), 'utf8'), chain[0]) + text(chain.filter((ca) => !isRoot(ca))),
    'tls.key': readFileSync(file('key'), 'utf8'),
    'ca.crt': text(withRoot ? [...kept].reverse() : kept),
  });
  const folder = scratchFolder();
  return { ...runScript(join(SCRIPTS, 'check-secret-leaf.sh'), { ...POD, SECRET_DIR, TLS_DIR: folder, ...env }), folder };
};

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
beforeEach(() => {
  server.requests.length = 0;
});
afterAll(() => server.stop());

/** cert-manager puts the chain without its root into status.certificate, and into status.ca the root, or the highest that there is. */
const issuedBy: Way = (chain, withRoot, env = {}) =>
  runRequestLeaf(
    issuing(server, (csr) => {
      const sent = chain.filter((ca) => !isRoot(ca));
      const highest = withRoot || sent.length === 0 ? root : sent.at(-1)!;
      return certificateRequest([APPROVED, READY], { certificate: sign(csr, chain[0]) + text(sent), ca: highest.certificate });
    }),
    { LEAF_POD_IPS: '127.0.0.1', ...env },
  );

const WAYS = { signedBy, issuedBy, fromSecret };
const CASES = Object.entries(WAYS).flatMap(([name, way]) =>
  CHAINS.flatMap(([depth, chain]) => [true, false].map((withRoot) => [name, depth, withRoot ? 'with' : 'without', way, chain] as const)),
);

function certificates(file: string): X509Certificate[] {
  return (readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
}

const filesOf = (folder: string) => ({
  cert: readFileSync(join(folder, 'tls.crt')),
  key: readFileSync(join(folder, 'tls.key')),
  ca: readFileSync(join(folder, 'ca.crt')),
});
type Files = ReturnType<typeof filesOf>;

/** Connects as gRPC does: both verify, and every certificate of ca.crt is an anchor. */
async function dial(server: Files, client: Files): Promise<string> {
  const anchors = { allowPartialTrustChain: true };
  // A server of Node 20 leaves out that option for its own context.
  const context = createSecureContext({ ...server, ...anchors } as SecureContextOptions);
  const SNICallback: TlsOptions['SNICallback'] = (_, done) => done(null, context);
  const listener = createServer({ ...server, SNICallback, requestCert: true, rejectUnauthorized: true });
  let refusal: string | undefined;
  listener.on('tlsClientError', (error, socket) => {
    refusal = `server refused: ${socket.authorizationError ?? error.message}`;
  });
  listener.on('secureConnection', (socket) => socket.end('hello'));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise<string>((resolve, reject) => {
      const { port } = listener.address() as { port: number };
      const socket = connect({ ...client, ...anchors, port, host: '127.0.0.1', servername: 'localhost' } as ConnectionOptions);
      let heard = '';
      socket.on('data', (data) => {
        heard += data;
      });
      socket.on('error', (error) => reject(new Error(refusal ?? error.message)));
      socket.on('close', () => (heard === '' ? reject(new Error(refusal ?? 'closed')) : resolve(heard)));
    });
  } finally {
    listener.close();
  }
}

/** Somebody's certificate of the first CA of a chain, sound in every other way. */
function stranger(chain: readonly TestCa[]): Files {
  const leaf = makeCa({
    issuer: chain[0],
    commonName: 'bob.example.com',
    extensions: 'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1',
  });
  return { cert: Buffer.from(leaf.certificate + text(chain)), key: Buffer.from(leaf.privateKey), ca: Buffer.from(text(chain)) };
}

describe.each(CASES)('%s below a chain of depth %i, %s the root in what it is given', (_, __, withRoot, way, chain) => {
  let run: Outcome;
  beforeAll(async () => {
    run = await way(chain, withRoot === 'with');
  });

  test('trusts the CA that signed the leaf, and nobody else', () => {
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const [anchor, ...others] = certificates(join(run.folder, 'ca.crt'));
    const [leaf] = certificates(join(run.folder, 'tls.crt'));
    expect(others).toEqual([]);
    expect(anchor.fingerprint256).toBe(new X509Certificate(chain[0].certificate).fingerprint256);
    expect(leaf.verify(anchor.publicKey)).toBe(true);
  });

  test('lets its own in, and refuses a certificate of each CA above', async () => {
    const pod = filesOf(run.folder);
    await expect(dial(pod, pod)).resolves.toBe('hello');
    for (let above = 1; above < chain.length; above++) {
      const client = { ...stranger(chain.slice(above)), ca: pod.ca };
      await expect(dial(pod, client)).rejects.toThrow(/server refused: (UNABLE_TO|SELF_SIGNED)/);
      // The counterpart: under the former anchor the same certificate gets in.
      await expect(dial({ ...pod, ca: Buffer.from(root.certificate) }, client)).resolves.toBe('hello');
    }
  });

  test('is verified by pods that still trust the root, both ways', async () => {
    const pod = filesOf(run.folder);
    const former = { ...pod, ca: Buffer.from(root.certificate) };
    await expect(dial(former, pod)).resolves.toBe('hello');
    await expect(dial(pod, former)).resolves.toBe('hello');
  });
});

describe('what trusts more than the signer is named by the user', () => {
  test('additionalTrust adds the root: both then verify', async () => {
    const further = folderWith({ '0.crt': root.certificate });
    for (const way of Object.values(WAYS)) {
      const run = await way([upper, root], true, { ALSO_TRUSTED: further });
      expect(certificates(join(run.folder, 'ca.crt')).map(({ subject }) => subject)).toEqual(['CN=Upper intermediate', 'CN=Company root']);
    }
  });

  test('trustBundle is taken as it is', async () => {
    const bundle = join(folderWith({ 'ca.crt': root.certificate }), 'ca.crt');
    const run = await issuedBy([upper, root], true, { TRUST_BUNDLE: bundle });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(run.folder, 'ca.crt'), 'utf8')).toBe(root.certificate);
  });
});

describe('what a pod tells of its leaf', () => {
  const keyOf = ({ certificate }: TestCa) =>
    createHash('sha256')
      .update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');

  async function told(way: Way, chain: readonly TestCa[], env: Record<string, string> = {}) {
    const LEAF_REPORT = join(folderWith({ log: '' }), 'log');
    expect(await way(chain, true, { ...env, LEAF_REPORT })).toMatchObject({ status: 0, stderr: '' });
    return JSON.parse(readFileSync(LEAF_REPORT, 'utf8'));
  }

  test.each(Object.entries(WAYS))(
    '%s: the CA that signed, those above it by which peers can verify it, and whom it trusts',
    async (_, way) => {
      const { signer, signers, trusts } = await told(way, [middle, upper, root]);
      expect({ signer, signers, trusts }).toEqual({
        signer: keyOf(middle),
        signers: [middle, upper, root].map(keyOf),
        trusts: [keyOf(middle)],
      });
    },
  );

  test('names the CA that signed where the trust bundle has the root alone', async () => {
    const TRUST_BUNDLE = join(folderWith({ 'ca.crt': root.certificate }), 'ca.crt');
    const { signer, signers, trusts } = await told(issuedBy, [upper, root], { TRUST_BUNDLE });
    expect({ signer, signers: signers.sort(), trusts }).toEqual({
      signer: keyOf(upper),
      signers: [upper, root].map(keyOf).sort(),
      trusts: [keyOf(root)],
    });
  });
});

describe('every certificate that is to be trusted is looked at, not the first alone', () => {
  const OTHERS: readonly (readonly [string, TestCa, RegExp])[] = [
    [
      'a weak RSA key',
      makeCa({ commonName: 'Weak', key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] }),
      /'CN = ?Weak'.* 1024 bits/,
    ],
    [
      'a weak elliptic curve',
      makeCa({ commonName: 'Small', key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-224'] }),
      /'CN = ?Small'.* 224 bits/,
    ],
  ];
  test.each(OTHERS.flatMap(([what, ca, line]) => Object.entries(WAYS).map(([name, way]) => [what, name, way, ca, line] as const)))(
    'a CA with %s stops %s',
    async (_, __, way, ca, line) => {
      const run = await way([root], true, {
        ALSO_TRUSTED: folderWith({ '0.crt': root.certificate, '1.crt': root.certificate + ca.certificate }),
      });
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(/^ray-tls: .*\n$/);
      expect(run.stderr).toMatch(line);
      expect(existsSync(join(run.folder, 'tls.crt'))).toBe(false);
    },
  );

  test.each(Object.entries(WAYS))('a CA whose key is published stops %s', async (_, way) => {
    const published = makeCa({ commonName: 'Published' });
    const key = new X509Certificate(published.certificate).publicKey.export({ type: 'spki', format: 'der' });
    const run = await way([root], true, {
      ALSO_TRUSTED: folderWith({ '0.crt': root.certificate + published.certificate }),
      REFUSED_CA_KEY: createHash('sha256').update(key).digest('hex'),
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^ray-tls: 'CN = ?Published', which is to be trusted, is the CA of KubeRay's public sample.*\n$/);
  });

  test('a CA that has expired is told of, and stops nobody', async () => {
    const over = makeCa({ commonName: 'Over', notAfter: '20210101000000Z' });
    const run = await signedBy([root], true, { ALSO_TRUSTED: folderWith({ '0.crt': over.certificate }) });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(/^ray-tls: 'CN = ?Over', which is trusted, expired at 2021-01-01T00:00:00Z\./m);
  });
});

test("the image's own CAs verify nobody: a leaf of the company's root is not taken for one of a CA that is below it", async () => {
  const image = scratchFolder();
  writeFileSync(join(image, 'root.pem'), root.certificate);
  symlinkSync('root.pem', join(image, `${openssl('x509', '-in', join(root.folder, 'ca.crt'), '-noout', '-subject_hash').trim()}.0`));
  const env = { SSL_CERT_DIR: image };
  const other = makeCa({ commonName: 'Other' });
  const bundle = join(folderWith({ 'ca.crt': other.certificate }), 'ca.crt');
  const run = await issuedBy([upper, root], true, { ...env, TRUST_BUNDLE: bundle });
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/does not verify as that of a server/);
});
