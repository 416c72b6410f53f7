import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an HTTPS server on 127.0.0.1 needs, and the CA that its clients verify it by. */
export interface ServerCertificate {
  readonly chain: string;
  readonly privateKey: string;
  readonly ca: string;
}

const CONFIG = `
[req]
distinguished_name = subject
[subject]
[ca]
basicConstraints = critical,CA:TRUE
[server]
subjectAltName = IP:127.0.0.1,IP:::1,DNS:localhost,DNS:kubernetes.default.svc
extendedKeyUsage = serverAuth
`;

let shared: ServerCertificate | undefined;

/** The same for every server of a test file, as making one takes longer than most tests that use it. */
export function serverCertificate(): ServerCertificate {
  shared ??= makeServerCertificate();
  return shared;
}

/**
 * A CA and a server certificate under it. As with many clusters, OpenSSL's strict mode would not have it: the CA lacks a keyUsage.
 */
function makeServerCertificate(): ServerCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'server-certificate-'));
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  try {
    writeFileSync(join(folder, 'conf'), CONFIG);
    for (const name of ['ca', 'server']) {
      run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
      run('req', '-new', '-config', 'conf', '-key', `${name}.key`, '-subj', `/CN=fake-${name}`, '-out', `${name}.csr`);
    }
    const days = ['-days', '2', '-extfile', 'conf'];
    run('x509', '-req', '-in', 'ca.csr', '-signkey', 'ca.key', ...days, '-extensions', 'ca', '-out', 'ca.crt');
    run(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      ...days,
      '-extensions',
      'server',
      '-out',
      'server.crt',
    );
    return { chain: read('server.crt') + read('ca.crt'), privateKey: read('server.key'), ca: read('ca.crt') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
