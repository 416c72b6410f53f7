import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** A folder of the test's own, removed after the test file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ray-tls-test-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs openssl and returns what it printed; throws with its complaint if it fails. */
export function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A CA in a folder of its own, as `ca.crt` and `ca.key`. */
export interface TestCa {
  readonly folder: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** What differs from a sound CA. */
export interface TestCaOptions {
  readonly key?: readonly string[];
  /** openssl's dates, `YYYYMMDDHHMMSSZ`. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly extensions?: string;
  /** The CA that signs this one; itself by default. */
  readonly issuer?: TestCa;
  readonly commonName?: string;
}

const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const CA_EXTENSIONS =
  'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid';

/** Makes a CA with real openssl. */
export function makeCa(options: TestCaOptions = {}): TestCa {
  const folder = scratchFolder();
  const file = (name: string) => join(folder, name);
  openssl('genpkey', ...(options.key ?? P256), '-out', file('ca.key'));
  openssl('req', '-new', '-key', file('ca.key'), '-subj', `/CN=${options.commonName ?? 'Test CA'}`, '-out', file('ca.csr'));
  writeFileSync(file('index.txt'), '');
  const issuer = options.issuer?.folder ?? folder;
  writeFileSync(
    file('ca.conf'),
    `[ca]\ndefault_ca=signer\n[signer]\ndatabase=${file('index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\n` +
      `policy=any\nx509_extensions=extensions\n[any]\ncommonName=supplied\n[extensions]\n${options.extensions ?? CA_EXTENSIONS}\n`,
  );
  openssl(
    ...['ca', '-batch', '-notext', '-config', file('ca.conf'), '-in', file('ca.csr'), '-out', file('ca.crt')],
    ...(options.issuer ? ['-cert', join(issuer, 'ca.crt')] : ['-selfsign']),
    ...['-keyfile', join(issuer, 'ca.key')],
    ...['-startdate', options.notBefore ?? '20200101000000Z', '-enddate', options.notAfter ?? '20990101000000Z'],
  );
  return { folder, certificate: readFileSync(file('ca.crt'), 'utf8'), privateKey: readFileSync(file('ca.key'), 'utf8') };
}

/** How a pod script ended. */
export interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a pod script as the kubelet would: an environment of its own, nothing on stdin. */
export function runScript(script: string, env: Record<string, string>, interpreter = 'sh'): ScriptRun {
  const { status, stdout, stderr } = spawnSync(interpreter, [script], {
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status, stdout, stderr };
}
