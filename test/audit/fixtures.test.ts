import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CLEAN, EXIT_FINDINGS } from '../../lib/audit/cli/main';
import expected from '../fixtures/audit/expected.json';
import { makeCa, openssl, scratchFolder } from '../support/openssl';
import { reissuedSampleCa } from '../support/published-sample-ca';
import { run } from './run';

const FOLDER = join(__dirname, '../fixtures/audit');
const own = makeCa();
/** What no fixture holds as it is: keys, and certificates whose dates depend on today. */
const placeholders: { readonly [name: string]: string } = {
  'own-ca-certificate': base64(own.certificate),
  'own-ca-key': base64(own.privateKey),
  'own-ca-key-text': indented(own.privateKey),
  'sample-ca-certificate': base64(reissuedSampleCa()),
  'weak-ca-text': indented(weakCa()),
  'ending-ca-certificate': base64(makeCa({ notAfter: asn1(new Date(Date.now() + 10 * 86_400_000)) }).certificate),
};

test('every fixture has its expectation', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
  expect(files.map((file) => file.replace('.yaml', '')).sort()).toEqual(Object.keys(expected).sort());
  expect(files.length).toBeGreaterThanOrEqual(30);
});

test.each(Object.entries(expected))('%s has exactly these findings: %j', (name, rules) => {
  const file = join(scratchFolder(), `${name}.yaml`);
  const manifest = readFileSync(join(FOLDER, `${name}.yaml`), 'utf8').replace(
    /<([a-z-]+)>/g,
    (_, placeholder) => placeholders[placeholder],
  );
  writeFileSync(file, manifest);
  const { status, out, err } = run('audit', '--format', 'json', file);
  expect(err.replace(/^cdk8s-ray-tls: warning: Ray pods looked at: 0\. .*\n$/, '')).toBe('');
  const found = JSON.parse(out).findings.map((finding: { rule: string }) => finding.rule);
  expect([...new Set(found)].sort()).toEqual(rules);
  expect(status).toBe(rules.length === 0 ? EXIT_CLEAN : EXIT_FINDINGS);
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function indented(text: string): string {
  return text.trimEnd().replaceAll('\n', '\n    ');
}

function asn1(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** RSA-1024, signed with SHA-1, and over. */
function weakCa(): string {
  const { folder } = makeCa({ key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] });
  const dates = ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'];
  const signer = ['-keyfile', join(folder, 'ca.key'), '-selfsign', '-md', 'sha1'];
  writeFileSync(join(folder, 'index.txt'), '');
  openssl(
    'ca',
    '-batch',
    '-notext',
    '-config',
    join(folder, 'ca.conf'),
    '-in',
    join(folder, 'ca.csr'),
    '-out',
    join(folder, 'weak.crt'),
    ...signer,
    ...dates,
  );
  return readFileSync(join(folder, 'weak.crt'), 'utf8');
}
