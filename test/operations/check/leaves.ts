import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openssl, scratchFolder, type TestCa } from '../../support/openssl';

/** A leaf in a folder of its own, as `tls.crt` and `tls.key`. */
export interface CheckLeaf {
  readonly folder: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** What differs from a sound leaf. */
export interface CheckLeafOptions {
  readonly sans?: string;
  readonly key?: readonly string[];
  readonly notAfter?: string;
}

const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** Makes a leaf with real openssl. */
export function makeLeaf(
  ca: TestCa,
  { sans = 'DNS:localhost', key = P256, notAfter = '20990101000000Z' }: CheckLeafOptions = {},
): CheckLeaf {
  const folder = scratchFolder();
  const file = (name: string) => join(folder, name);
  openssl('genpkey', ...key, '-out', file('tls.key'));
  openssl('req', '-new', '-sha256', '-key', file('tls.key'), '-subj', '/CN=ray-worker', '-out', file('leaf.csr'));
  writeFileSync(file('index.txt'), '');
  writeFileSync(
    file('ca.conf'),
    `[ca]\ndefault_ca=signer\n[signer]\ndatabase=${file('index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\n` +
      `policy=any\nx509_extensions=extensions\n[any]\ncommonName=supplied\n[extensions]\nsubjectAltName=${sans}\n` +
      'extendedKeyUsage=serverAuth,clientAuth\n',
  );
  openssl(
    ...['ca', '-batch', '-notext', '-config', file('ca.conf'), '-in', file('leaf.csr'), '-out', file('tls.crt')],
    ...['-cert', join(ca.folder, 'ca.crt'), '-keyfile', join(ca.folder, 'ca.key')],
    ...['-startdate', '20200101000000Z', '-enddate', notAfter],
  );
  return { folder, certificate: readFileSync(file('tls.crt'), 'utf8'), privateKey: readFileSync(file('tls.key'), 'utf8') };
}

/** The leaf of a pod with this address. */
export function leafFor(ca: TestCa, ip: string, options: CheckLeafOptions = {}): CheckLeaf {
  return makeLeaf(ca, { sans: `DNS:localhost,IP:127.0.0.1,IP:${ip}`, ...options });
}
