import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
// In Node 20, toLegacyObject() breaks the module tls unless that is loaded before.
import 'node:tls';
import { Duration, Testing } from 'cdk8s';
import { type CaAtSynthOptions, CaKeyPair, KeyAlgorithm, RayTlsCa, type RayTlsCaProps } from '../../lib';
import { openssl, scratchFolder } from '../support/openssl';
import { runInOwnProcess } from './own-process';
import { only, rayChart, secretText, synthCa } from './synth';

const rsa = (bits: number, type: 'pkcs1' | 'pkcs8' = 'pkcs8') =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type, format: 'pem' }) as string;
const KEY = rsa(2048);
/** Everything that is random or of the clock otherwise. */
const FIXED = { privateKey: KEY, notBefore: new Date('2026-01-02T03:04:05Z'), serialNumber: '5f3a09c2' };

function make(options: CaAtSynthOptions = {}, props: RayTlsCaProps = {}) {
  const objects = synthCa(CaKeyPair.atSynth(options), props);
  const [certificatePem, privateKeyPem] = [secretText(objects, 'ca.crt'), secretText(objects, 'ca.key')];
  const file = join(scratchFolder(), 'ca.crt');
  writeFileSync(file, certificatePem);
  return { certificatePem, privateKeyPem, file, certificate: new X509Certificate(certificatePem), objects };
}

describe('the certificate', () => {
  test.each([
    ['by default', {}],
    [
      'with a full subject',
      {
        subject: {
          countries: ['DE'],
          provinces: ['B'],
          localities: ['B'],
          streetAddresses: ['S 1'],
          postalCodes: ['10115'],
          organizations: ['O', 'P'],
          organizationalUnits: ['U'],
          serialNumber: '7',
        },
      },
    ],
    ['with a serial number whose first bit is set', { serialNumber: 'ff00' }],
    ['with a serial number of odd length', { serialNumber: 'abc' }],
    ['with the longest serial number', { serialNumber: `7f${'ff'.repeat(19)}` }],
    ['in an earlier century', { notBefore: new Date('1999-12-31T23:59:59Z') }],
  ])('is one that OpenSSL finds nothing to object to, in the strictest mode: %s', (_, options: CaAtSynthOptions) => {
    const { file } = make({ privateKey: KEY, ...options });
    const then = options.notBefore === undefined ? [] : ['-attime', `${options.notBefore.getTime() / 1000 + 60}`];
    expect(openssl('verify', '-x509_strict', '-check_ss_sig', ...then, '-CAfile', file, file)).toContain('OK');
  });

  test('may sign leaves and nothing else, with SHA-256', () => {
    const { file, certificate } = make({ privateKey: KEY });
    const text = openssl('x509', '-in', file, '-noout', '-text');
    expect(certificate.ca).toBe(true);
    expect(text).toContain('Version: 3');
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
    const [, subjectKey] = /Subject Key Identifier:\s+(?:keyid:)?([0-9A-F:]+)/.exec(text)!;
    const [, authorityKey] = /Authority Key Identifier:\s+(?:keyid:)?([0-9A-F:]+)/.exec(text)!;
    expect(authorityKey).toBe(subjectKey);
  });

  test('verifies a leaf that its key signs', () => {
    const { file, privateKeyPem } = make();
    const folder = scratchFolder();
    const at = (name: string) => join(folder, name);
    writeFileSync(at('ca.key'), privateKeyPem);
    openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=leaf', '-keyout', at('leaf.key'), '-out', at('leaf.csr'));
    writeFileSync(at('extensions'), 'basicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n');
    const signer = ['-CA', file, '-CAkey', at('ca.key'), '-set_serial', '5', '-extfile', at('extensions')];
    openssl('x509', '-req', '-in', at('leaf.csr'), ...signer, '-days', '1', '-out', at('leaf.crt'));
    expect(openssl('verify', '-x509_strict', '-CAfile', file, at('leaf.crt'))).toContain('OK');
  });

  test('belongs to the private key, which is PKCS#8', () => {
    const { certificate, certificatePem, privateKeyPem } = make();
    expect(privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(certificatePem).toMatch(/^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n$/);
    expect(certificate.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
  });

  test('names its subject, the widest part first', () => {
    const subject = {
      serialNumber: '7',
      organizationalUnits: ['ML', 'Platform'],
      organizations: ['Société Générale'],
      postalCodes: ['75009'],
      streetAddresses: ['29 Bd Haussmann'],
      localities: ['東京'],
      provinces: ['Île-de-France'],
      countries: ['FR'],
    };
    const { certificate } = make({ privateKey: KEY, subject }, { commonName: 'Ray + "CA", <1>' });
    expect(certificate.toLegacyObject().subject).toEqual({
      C: 'FR',
      ST: 'Île-de-France',
      L: '東京',
      O: 'Société Générale',
      street: '29 Bd Haussmann',
      postalCode: '75009',
      OU: ['ML', 'Platform'],
      serialNumber: '7',
      CN: 'Ray + "CA", <1>',
    });
    expect(certificate.subject.split('\n').map((part) => part.split('=')[0])).toEqual([
      'C',
      'ST',
      'L',
      'street',
      'postalCode',
      'O',
      'OU',
      'OU',
      'serialNumber',
      'CN',
    ]);
    expect(certificate.issuer).toBe(certificate.subject);
  });

  test('is for 3650 days from five minutes ago, under the common name "Ray cluster CA", by default', () => {
    const { certificate } = make({ privateKey: KEY });
    const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    expect(Math.abs(Date.now() - 300_000 - from)).toBeLessThan(10_000);
    expect(until - from).toBe(3650 * 86_400_000);
    expect(certificate.subject).toBe('CN=Ray cluster CA');
  });

  test('is valid from the date that was given for as long as was asked', () => {
    const { certificate } = make(FIXED, { duration: Duration.days(30) });
    expect(new Date(certificate.validFrom).toISOString()).toBe('2026-01-02T03:04:05.000Z');
    expect(new Date(certificate.validTo).toISOString()).toBe('2026-02-01T03:04:05.000Z');
  });

  test.each([
    ['2049-12-31T23:59:59Z', 'UTCTIME', 'GENERALIZEDTIME'],
    ['2050-01-01T00:00:00Z', 'GENERALIZEDTIME', 'GENERALIZEDTIME'],
    ['2026-01-01T00:00:00Z', 'UTCTIME', 'UTCTIME'],
  ])('from %s on for a year has its dates as %s and %s (RFC 5280)', (notBefore, ...types) => {
    const { file, certificate } = make({ ...FIXED, notBefore: new Date(notBefore) }, { duration: Duration.days(365) });
    expect(openssl('asn1parse', '-in', file).match(/UTCTIME|GENERALIZEDTIME/g)).toEqual(types);
    expect(Date.parse(certificate.validFrom)).toBe(Date.parse(notBefore));
    expect(Date.parse(certificate.validTo)).toBe(Date.parse(notBefore) + 365 * 86_400_000);
  });

  test('has the serial number that was given', () => {
    expect(make({ ...FIXED, serialNumber: '00Ff00' }).certificate.serialNumber).toBe('FF00');
  });

  test('has a positive serial number of 159 bits, another one each time, by default', () => {
    const serials = Array.from({ length: 5 }, () => make({ privateKey: KEY }).certificate.serialNumber);
    expect(new Set(serials).size).toBe(5);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{39}$/);
  });
});

describe('the key', () => {
  test.each([
    ['3072 bits by default', undefined, 3072],
    ['2048 bits', KeyAlgorithm.RSA_2048, 2048],
    ['3072 bits', KeyAlgorithm.RSA_3072, 3072],
    ['4096 bits', KeyAlgorithm.RSA_4096, 4096],
  ])('is RSA with %s', (_, keyAlgorithm, modulusLength) => {
    expect(make({ keyAlgorithm }).certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength, publicExponent: 65537n });
  });

  test('is a new one for every CA', () => {
    const keyPair = CaKeyPair.atSynth({ keyAlgorithm: KeyAlgorithm.RSA_2048 });
    const [one, two] = [synthCa(keyPair), synthCa(keyPair)].map((objects) => secretText(objects, 'ca.key'));
    expect(one).not.toBe(two);
  });

  test('is made once, however often the chart is synthesized', () => {
    const chart = rayChart();
    new RayTlsCa(chart, 'ca', { keyPair: CaKeyPair.atSynth() });
    expect(only(Testing.synth(chart), 'Secret')).toEqual(only(Testing.synth(chart), 'Secret'));
  });

  test.each([
    ['PKCS#8', KEY],
    ['PKCS#1', createPrivateKey(KEY).export({ type: 'pkcs1', format: 'pem' }) as string],
  ])('is the one that was given, as %s', (_, privateKey) => {
    const made = make({ privateKey });
    expect(createPrivateKey(made.privateKeyPem).equals(createPrivateKey(KEY))).toBe(true);
    expect(made.certificate.checkPrivateKey(createPrivateKey(KEY))).toBe(true);
  });
});

describe('with key, date and serial number given', () => {
  test('two synths are byte-identical', () => {
    expect(make(FIXED).objects).toEqual(make(FIXED).objects);
  });

  test('the output is the same in every time zone', () => {
    const program = `
      const { Chart, Testing } = require('cdk8s');
      const { CaKeyPair, RayTlsCa } = require('./lib');
      const options = ${JSON.stringify(FIXED)};
      const chart = new Chart(Testing.app(), 'ray');
      new RayTlsCa(chart, 'ca', { keyPair: CaKeyPair.atSynth({ ...options, notBefore: new Date(options.notBefore) }) });
      console.log(JSON.stringify([new Date(0).getTimezoneOffset(), Testing.synth(chart)]));`;
    const zones = ['Pacific/Kiritimati', 'America/St_Johns'].map((TZ) => JSON.parse(runInOwnProcess(program, { TZ })));
    expect(zones[0][0]).not.toBe(zones[1][0]);
    expect(zones[0][1]).toEqual(zones[1][1]);
  });

  test('the output does not depend on the day, not even after the CA is over', () => {
    const here = make(FIXED).certificatePem;
    jest.useFakeTimers({ now: new Date('2090-01-01T00:00:00Z') });
    try {
      expect(make(FIXED).certificatePem).toBe(here);
    } finally {
      jest.useRealTimers();
    }
  });

  test.each([
    ['key', { ...FIXED, privateKey: undefined }],
    ['date', { ...FIXED, notBefore: new Date('2026-01-02T03:04:06Z') }],
    ['serial number', { ...FIXED, serialNumber: '01' }],
    ['subject', { ...FIXED, subject: { organizations: ['O'] } }],
  ] as [string, CaAtSynthOptions][])('another %s makes another certificate', (_, options) => {
    expect(make(options).certificatePem).not.toBe(make(FIXED).certificatePem);
  });
});

test('a key that is given is checked for being the published one, which itself stays out of this repository', () => {
  const checked: KeyObject[] = [];
  jest.isolateModules(() => {
    jest.doMock('../../lib/refusals/ca/published-sample', () => ({
      ...jest.requireActual('../../lib/refusals/ca/published-sample'),
      requireNotPublishedSample: (_path: string, _what: string, publicKey: KeyObject) => checked.push(publicKey),
    }));
    const { CaKeyPair: Isolated } = require('../../lib') as { CaKeyPair: typeof CaKeyPair };
    const { synthCa: synthIsolated } = require('./synth') as { synthCa: typeof synthCa };
    synthIsolated(Isolated.atSynth({ privateKey: KEY }));
  });
  expect(checked.map((key) => key.equals(createPublicKey(KEY)))).toEqual([true]);
});
