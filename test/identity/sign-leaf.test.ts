import { execFileSync, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PUBLISHED_SAMPLE_CA_KEY } from '../../lib/refusals/ca/published-sample';
import { makeCa, openssl, runScript, type ScriptRun, scratchFolder, type TestCa } from '../support/openssl';

const SCRIPT = join(__dirname, '../../lib/identity/scripts/sign-leaf.sh');
const OPENSSL = execFileSync('sh', ['-c', 'command -v openssl'], { encoding: 'utf8' }).trim();
const ca = makeCa();

/** What the kubelet gives the script, and which CA and volume. */
function environment(signer: { folder: string }, folder: string): Record<string, string> {
  return {
    LEAF_ROLE: 'head',
    LEAF_POD_IPS: '10.1.2.3',
    LEAF_NAMESPACE: 'ray',
    FQ_RAY_IP: 'demo-head-svc.ray.svc.cluster.local',
    LEAF_KEY: 'ecdsa-p256',
    LEAF_SECONDS: '3600',
    REFUSED_CA_KEY: PUBLISHED_SAMPLE_CA_KEY,
    CA_SECRET: 'ca-tls',
    CA_DIR: signer.folder,
    TLS_DIR: folder,
  };
}

function sign(
  env: Record<string, string> = {},
  signer: { folder: string } = ca,
  script = SCRIPT,
): ScriptRun & { folder: string; leaf: () => X509Certificate } {
  const folder = env.TLS_DIR ?? scratchFolder();
  const run = runScript(script, { ...environment(signer, folder), ...env });
  return { ...run, folder, leaf: () => new X509Certificate(readFileSync(join(folder, 'tls.crt'))) };
}

function names(leaf: X509Certificate): string[] {
  return leaf.subjectAltName!.split(', ').sort();
}

/** The one line with which a run failed. */
function complaint(run: ScriptRun & { folder: string }): string {
  expect(run.status).toBe(1);
  expect(existsSync(join(run.folder, 'tls.crt'))).toBe(false);
  expect(existsSync(join(run.folder, 'tls.key'))).toBe(false);
  expect(run.stderr).not.toContain('PRIVATE KEY');
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  return run.stderr.trim();
}

describe('the leaf of a head', () => {
  const run = sign();

  test('is made', () => expect(run).toMatchObject({ status: 0, stderr: '' }));
  test('verifies strictly against its CA, as server and as client', () => {
    for (const purpose of ['sslserver', 'sslclient']) {
      const verified = openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        purpose,
        '-CAfile',
        join(ca.folder, 'ca.crt'),
        join(run.folder, 'tls.crt'),
      );
      expect(verified).toMatch(/: OK$/m);
    }
  });
  test("carries every name of the head service, the pod's IP and the loopback names, and nothing else", () =>
    expect(names(run.leaf())).toEqual(
      [
        'DNS:localhost',
        'DNS:demo-head-svc',
        'DNS:demo-head-svc.ray',
        'DNS:demo-head-svc.ray.svc',
        'DNS:demo-head-svc.ray.svc.cluster.local',
        'IP Address:127.0.0.1',
        'IP Address:10.1.2.3',
      ].sort(),
    ));
  test('is a leaf and no CA', () => expect(run.leaf().ca).toBe(false));
  test('may be used by servers and by clients', () => expect(run.leaf().keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']));
  test('begins five minutes ago, for peers whose clocks lag behind, and ends when its time is over', () => {
    const age = Date.now() - Date.parse(run.leaf().validFrom);
    expect(age).toBeGreaterThan(299_000);
    expect(age).toBeLessThan(330_000);
    expect(Date.parse(run.leaf().validTo) - Date.parse(run.leaf().validFrom)).toBe(3_900_000);
  });
  test('has a key that its user alone may read', () => {
    expect(statSync(join(run.folder, 'tls.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(run.folder, 'tls.crt')).mode & 0o777).toBe(0o644);
    expect(statSync(join(run.folder, 'ca.crt')).mode & 0o777).toBe(0o644);
  });
  test("leaves nothing else behind, least of all the CA's key", () =>
    expect(readdirSync(run.folder).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']));
  test('has a serial of its own, of at least 120 bits', () => {
    const other = sign().leaf();
    expect(other.serialNumber).not.toBe(run.leaf().serialNumber);
    for (const leaf of [other, run.leaf()]) expect(leaf.serialNumber.length).toBeGreaterThanOrEqual(30);
  });
  test('is replaced, with a new key, when the script runs again', () => {
    const before = readFileSync(join(run.folder, 'tls.key'), 'utf8');
    expect(sign({ TLS_DIR: run.folder }).status).toBe(0);
    expect(readFileSync(join(run.folder, 'tls.key'), 'utf8')).not.toBe(before);
  });
});

describe('the names of a leaf', () => {
  test('a worker carries its own addresses alone', () =>
    expect(names(sign({ LEAF_ROLE: 'worker' }).leaf())).toEqual(['DNS:localhost', 'IP Address:10.1.2.3', 'IP Address:127.0.0.1']));
  test('an IPv6 pod has its address and the IPv6 loopback', () => {
    const leaf = sign({ LEAF_ROLE: 'worker', LEAF_POD_IPS: 'fd00:10::5' }).leaf();
    expect(leaf.checkIP('fd00:10::5')).toBeDefined();
    expect(leaf.checkIP('::1')).toBeDefined();
    expect(leaf.checkIP('127.0.0.1')).toBeDefined();
  });
  test('a dual-stack pod has both its addresses', () => {
    const leaf = sign({ LEAF_ROLE: 'worker', LEAF_POD_IPS: '10.1.2.3,fd00:10::5' }).leaf();
    expect(leaf.checkIP('10.1.2.3')).toBeDefined();
    expect(leaf.checkIP('fd00:10::5')).toBeDefined();
    expect(leaf.checkIP('10.1.2.4')).toBeUndefined();
  });
  test('further DNS names and Services are added, the latter in all their forms', () => {
    const leaf = sign({ LEAF_DNS_NAMES: 'ray.example.com,*.ray.example.com', LEAF_SERVICES: 'proxy' }).leaf();
    for (const name of ['ray.example.com', 'a.ray.example.com', 'proxy', 'proxy.ray', 'proxy.ray.svc', 'proxy.ray.svc.cluster.local']) {
      expect(leaf.checkHost(name)).toBeDefined();
    }
  });
  test('the cluster domain is the one that KubeRay tells', () =>
    expect(sign({ FQ_RAY_IP: 'demo-head-svc.ray.svc.corp.example' }).leaf().checkHost('demo-head-svc.ray.svc.corp.example')).toBeDefined());
  test('a workload that KubeRay knows nothing of has the names of its Services in its own namespace', () => {
    const leaf = sign({ LEAF_ROLE: 'workload', LEAF_SERVICES: 'django', FQ_RAY_IP: '' }).leaf();
    expect(leaf.checkHost('django.ray.svc.cluster.local')).toBeDefined();
    expect(leaf.checkHost('demo-head-svc')).toBeUndefined();
  });
});

describe('the leaf of a kube-rbac-proxy', () => {
  const leaf = sign({ LEAF_ROLE: 'kube-rbac-proxy', LEAF_SERVICES: 'demo-dashboard', LEAF_DNS_NAMES: 'ray.example.com' }).leaf();
  test('carries the names that it serves, and no address', () =>
    expect(names(leaf)).toEqual(
      [
        'DNS:localhost',
        'DNS:demo-dashboard',
        'DNS:demo-dashboard.ray',
        'DNS:demo-dashboard.ray.svc',
        'DNS:demo-dashboard.ray.svc.cluster.local',
        'DNS:ray.example.com',
      ].sort(),
    ));
  test('may be used by servers alone', () => expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']));
});

describe('the key of a leaf', () => {
  test.each([
    ['ecdsa-p256', 'ec', 'prime256v1'],
    ['ecdsa-p384', 'ec', 'secp384r1'],
    ['rsa-2048', 'rsa', 2048],
    ['rsa-3072', 'rsa', 3072],
    ['rsa-4096', 'rsa', 4096],
  ])('%s is made as asked, and verifies strictly', (kind, type, size) => {
    const run = sign({ LEAF_KEY: kind });
    const { asymmetricKeyType, asymmetricKeyDetails } = run.leaf().publicKey;
    expect(asymmetricKeyType).toBe(type);
    expect(asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength).toBe(size);
    expect(openssl('verify', '-x509_strict', '-CAfile', join(ca.folder, 'ca.crt'), join(run.folder, 'tls.crt'))).toMatch(/: OK$/m);
  });
});

describe('the CA', () => {
  test.each([
    ['RSA', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']],
    ['P-384', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ])('may have a key of another kind: %s', (_, key) => {
    const other = makeCa({ key });
    const run = sign({}, other);
    expect(openssl('verify', '-x509_strict', '-CAfile', join(other.folder, 'ca.crt'), join(run.folder, 'tls.crt'))).toMatch(/: OK$/m);
  });

  test('ends its leaves with itself, and says so', () => {
    const soon = new Date(Date.now() + 600_000);
    const notAfter = `${soon.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
    const run = sign({}, makeCa({ notAfter }));
    expect(Math.floor(Date.parse(run.leaf().validTo) / 1000)).toBe(Math.floor(soon.getTime() / 1000));
    expect(run.stdout).toContain('ends with its CA');
  });

  test('that is an intermediate goes along with the leaf, so that a peer who knows the root alone can verify it', () => {
    const root = makeCa({ commonName: 'Root' });
    const intermediate = makeCa({ commonName: 'Intermediate', issuer: root });
    const run = sign({}, intermediate);
    const leaf = join(run.folder, 'tls.crt');
    expect(readFileSync(leaf, 'utf8').match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(openssl('verify', '-CAfile', join(root.folder, 'ca.crt'), '-untrusted', leaf, leaf)).toMatch(/: OK$/m);
  });
});

describe('a run that cannot succeed says why in one line, and leaves no leaf', () => {
  function caWith(files: Record<string, string>): TestCa {
    const folder = scratchFolder();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return { folder, certificate: '', privateKey: '' };
  }
  const sound = { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey };
  const plainLeaf = makeCa({ extensions: 'basicConstraints=CA:FALSE' });

  test.each<[string, () => TestCa, RegExp]>([
    ['no certificate in the Secret', () => caWith({ 'ca.key': ca.privateKey }), /no ca\.crt .*Create it with both/],
    ['no key in the Secret', () => caWith({ 'ca.crt': ca.certificate }), /no ca\.key .*Create it with both/],
    ['an empty key', () => caWith({ ...sound, 'ca.key': '' }), /no ca\.key/],
    ['garbage for a certificate', () => caWith({ ...sound, 'ca.crt': 'garbage' }), /ca\.crt .*no PEM certificate/],
    ['garbage for a key', () => caWith({ ...sound, 'ca.key': 'garbage' }), /ca\.key .*no unencrypted PEM private key/],
    ['a key of another CA', () => caWith({ ...sound, 'ca.key': makeCa().privateKey }), /do not belong together/],
    ['a certificate that is no CA', () => plainLeaf, /not the certificate of a CA/],
    [
      'an expired CA',
      () => makeCa({ notBefore: '20200101000000Z', notAfter: '20210101000000Z' }),
      /expired at 2021-01-01T00:00:00Z\. Renew/,
    ],
    [
      'a CA of the future, or a clock of the past',
      () => makeCa({ notBefore: '20900101000000Z' }),
      /valid from 2090-01-01T00:00:00Z.*clock/,
    ],
  ])('%s', (_, signer, reason) => expect(complaint(sign({}, signer()))).toMatch(reason));

  test('an encrypted key, without asking for a passphrase', () => {
    const key = openssl('pkey', '-in', join(ca.folder, 'ca.key'), '-aes256', '-passout', 'pass:secret');
    expect(complaint(sign({}, caWith({ ...sound, 'ca.key': key })))).toMatch(/unencrypted/);
  });
  test("a CA whose private key is published, as that of KubeRay's sample is", () => {
    const key = new X509Certificate(ca.certificate).publicKey.export({ type: 'spki', format: 'der' });
    const fingerprint = createHash('sha256').update(key).digest('hex');
    expect(complaint(sign({ REFUSED_CA_KEY: fingerprint }))).toMatch(/public sample.*Make a CA of your own/);
  });
  test.each([
    ['a pod without an address', { LEAF_POD_IPS: '' }, /no IP address/],
    ['a head outside KubeRay', { FQ_RAY_IP: '' }, /FQ_RAY_IP is not set/],
    ['an unknown kind of key', { LEAF_KEY: 'dsa' }, /LEAF_KEY is 'dsa', not one of/],
    ['an address that is none', { LEAF_POD_IPS: 'nonsense' }, /cannot make a CSR .*nonsense/],
  ])('%s', (_, env, reason) => expect(complaint(sign(env))).toMatch(reason));

  test('a volume that cannot be written to', () => {
    const folder = join(scratchFolder(), 'absent', 'deep');
    writeFileSync(join(folder, '../..', 'absent'), 'a file where a folder should be');
    expect(complaint(sign({ TLS_DIR: folder }))).toMatch(/cannot write to .*Mount an in-memory emptyDir/);
  });
  test('what an earlier run left when it was killed half-way is cleared away', () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, '.work'));
    writeFileSync(join(folder, '.work', 'tls.key'), 'half a key');
    chmodSync(join(folder, '.work', 'tls.key'), 0o400);
    expect(sign({ TLS_DIR: folder }).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
  });
});

describe('what the pod tells of its leaf', () => {
  const fingerprint = (signer: { certificate: string }) =>
    createHash('sha256')
      .update(new X509Certificate(signer.certificate).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');

  function reported(env: Record<string, string> = {}, signer = ca) {
    const file = join(scratchFolder(), 'termination-log');
    writeFileSync(file, '');
    const run = sign({ LEAF_REPORT: file, ...env }, signer);
    expect(run.stderr).toBe('');
    const text = readFileSync(file, 'utf8');
    expect(text.trim().split('\n')).toHaveLength(1);
    return { run, told: JSON.parse(text) };
  }

  /** A folder with CAs to trust, as the projected volume has them: no newline at the end of the first. */
  function folderOf(...cas: TestCa[]): string {
    const folder = scratchFolder();
    for (const [index, { certificate }] of cas.entries()) writeFileSync(join(folder, `${index}.crt`), certificate.trimEnd());
    return folder;
  }

  test('is when it begins and ends, who signed it and until when, and whom it trusts', () => {
    const { run, told } = reported();
    const leaf = run.leaf();
    expect(told).toEqual({
      notBefore: new Date(leaf.validFrom).toISOString().replace('.000', ''),
      notAfter: new Date(leaf.validTo).toISOString().replace('.000', ''),
      signer: fingerprint(ca),
      signerNotAfter: '2099-01-01T00:00:00Z',
      signers: [fingerprint(ca)],
      trusts: [fingerprint(ca)],
    });
  });

  test('names the CA that signed it among those that it trusts, each with its own end', () => {
    const next = makeCa({ notAfter: '20800101000000Z' });
    const both = [fingerprint(ca), fingerprint(next)];
    const { run, told } = reported({ ALSO_TRUSTED: folderOf(next) });
    expect(told).toMatchObject({ signer: both[0], signerNotAfter: '2099-01-01T00:00:00Z', trusts: both });
    expect(readFileSync(join(run.folder, 'ca.crt'), 'utf8').match(/BEGIN CERTIFICATE/g)).toHaveLength(2);

    const afterwards = reported({ ALSO_TRUSTED: folderOf(ca) }, next).told;
    expect(afterwards).toMatchObject({ signer: both[1], signerNotAfter: '2080-01-01T00:00:00Z', trusts: [...both].reverse() });
  });

  test('names an intermediate CA as the one that signed', () => {
    const intermediate = makeCa({ issuer: ca, commonName: 'Intermediate' });
    const keys = [intermediate, ca].map(fingerprint);
    expect(reported({ ALSO_TRUSTED: folderOf(ca) }, intermediate).told).toMatchObject({ signer: keys[0], signers: keys, trusts: keys });
  });

  test('holds no private key', () => {
    const { run, told } = reported();
    expect(JSON.stringify(told)).not.toContain(readFileSync(join(run.folder, 'tls.key'), 'utf8').split('\n')[1]);
  });

  test('is left out where nobody listens', () =>
    expect(sign({ LEAF_REPORT: '/nonexistent/log' })).toMatchObject({ status: 0, stderr: '' }));

  test('trusts nothing that is no certificate', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '0.crt'), 'none');
    expect(complaint(sign({ ALSO_TRUSTED: folder }))).toBe(
      `ray-tls: ${folder}/0.crt, which is to be trusted too, holds no PEM certificate. Correct what additionalTrust names, or leave it out.`,
    );
  });

  test('takes no private key along from what is trusted too', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '0.crt'), ca.privateKey + ca.certificate);
    expect(readFileSync(join(sign({ ALSO_TRUSTED: folder }).folder, 'ca.crt'), 'utf8')).not.toContain('PRIVATE KEY');
  });
});

describe('a volume that is full', () => {
  const line = (folder: string) =>
    `ray-tls: cannot write to ${folder}: its in-memory volume is full. Give it a larger sizeLimit, or trust fewer CAs.`;

  /** A run in which no file may grow beyond so many blocks, of half a kibibyte or one: what more is written fails, as it does there. */
  function signWithin(blocks: number, env: Record<string, string> = {}, signer: { folder: string } = ca) {
    const wrapper = join(scratchFolder(), 'limited.sh');
    writeFileSync(wrapper, `trap '' XFSZ\nulimit -f ${blocks}\nexec sh '${SCRIPT}'\n`);
    return sign(env, signer, wrapper);
  }

  test('from the start on is told of in one line', () => {
    const run = signWithin(16);
    expect(complaint(run)).toBe(line(run.folder));
    expect(readdirSync(run.folder)).toEqual([]);
  });

  test('by CAs that are trusted too is told of in one line', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '0.crt'), ca.certificate.repeat(Math.ceil(500_000 / ca.certificate.length)));
    const run = signWithin(200, { ALSO_TRUSTED: folder });
    expect(complaint(run)).toBe(line(run.folder));
    expect(readdirSync(run.folder)).toEqual([]);
  });

  test('by the CA Secret is told of in one line', () => {
    const large = scratchFolder();
    const { certificate, privateKey } = makeCa({ issuer: ca, commonName: 'Intermediate' });
    writeFileSync(join(large, 'ca.crt'), certificate.repeat(Math.ceil(250_000 / certificate.length)));
    writeFileSync(join(large, 'ca.key'), privateKey);
    const run = signWithin(200, {}, { folder: large });
    expect(complaint(run)).toBe(line(run.folder));
  });
});

describe('a run that is killed half-way', () => {
  /** Starts a run, and kills it while openssl does that; what became of it, and its volume. */
  async function killedAt(step: string, signal: 'SIGTERM' | 'SIGKILL') {
    const bin = scratchFolder();
    const started = join(bin, 'started');
    writeFileSync(join(bin, 'openssl'), `#!/bin/sh\n[ "$1" != ${step} ] || { : >'${started}'; sleep 0.5; }\nexec '${OPENSSL}' "$@"\n`);
    chmodSync(join(bin, 'openssl'), 0o755);
    const folder = scratchFolder();
    const env = { ...environment(ca, folder), PATH: `${bin}:${process.env.PATH}` };
    const child = spawn('sh', [SCRIPT], { env, detached: true, stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!existsSync(started)) await sleep(10);
    // The kubelet ends a container's first process, and in the end all of them.
    process.kill(signal === 'SIGTERM' ? child.pid! : -child.pid!, signal);
    const [status] = await ended;
    return { folder, status };
  }

  for (const step of ['genpkey', 'req', 'ca', 'verify']) {
    test(`by SIGTERM, in openssl ${step}, is no success and leaves nothing behind`, async () => {
      const { folder, status } = await killedAt(step, 'SIGTERM');
      expect(status).toBe(1);
      expect(readdirSync(folder)).toEqual([]);
    });

    test(`by SIGKILL, in openssl ${step}, leaves nothing that Ray could take for a leaf, and the next run succeeds`, async () => {
      const { folder, status } = await killedAt(step, 'SIGKILL');
      expect(status).toBeNull();
      expect(readdirSync(folder)).toEqual(['.work']);
      expect(sign({ TLS_DIR: folder })).toMatchObject({ status: 0, stderr: '' });
      expect(readdirSync(folder).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
    });
  }
});
