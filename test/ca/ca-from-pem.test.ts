import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CaKeyPair } from '../../lib';
import { makeCa, openssl, scratchFolder, type TestCa } from '../support/openssl';
import { secretText, synthCa } from './synth';

const ca = makeCa();

function fromPem(certificate: string, privateKey: string): { certificate: string; privateKey: string } {
  const objects = synthCa(CaKeyPair.fromPem(certificate, privateKey));
  return { certificate: secretText(objects, 'ca.crt'), privateKey: secretText(objects, 'ca.key') };
}

function certificates(pem: string): X509Certificate[] {
  return pem.split(/(?<=-----END CERTIFICATE-----\n)/).map((text) => new X509Certificate(text));
}

function expectPair(found: { certificate: string; privateKey: string }, expected: TestCa): void {
  expect(certificates(found.certificate)[0].raw).toEqual(new X509Certificate(expected.certificate).raw);
  expect(createPrivateKey(found.privateKey).equals(createPrivateKey(expected.privateKey))).toBe(true);
}

const P384 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'];
const RSA_2048 = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];

test.each([
  ['ECDSA on P-256', ca],
  ['ECDSA on P-384', makeCa({ key: P384 })],
  ['RSA with 2048 bits', makeCa({ key: RSA_2048 })],
  ['an intermediate CA', makeCa({ issuer: ca })],
  ['a CA without keyUsage', makeCa({ extensions: 'basicConstraints=critical,CA:TRUE' })],
])('a pair is put into the Secret: %s', (_, pair) => {
  expectPair(fromPem(pair.certificate, pair.privateKey), pair);
});

test.each([
  ['SEC 1', ca, ['ec']],
  ['PKCS#1', makeCa({ key: RSA_2048 }), ['rsa', '-traditional']],
])('a key in another format becomes PKCS#8: %s', (_, pair, [command, ...options]) => {
  const privateKey = openssl(command, '-in', join(pair.folder, 'ca.key'), ...options);
  expect(privateKey).toMatch(/BEGIN (EC|RSA) PRIVATE KEY/);
  const found = fromPem(pair.certificate, privateKey);
  expect(found.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expectPair(found, pair);
});

test.each([
  ['Windows line ends', (pem: string) => pem.replaceAll('\n', '\r\n')],
  ['indentation, as in a template literal', (pem: string) => pem.replace(/^/gm, '    ')],
  ['text around it', (pem: string) => `subject=CN = x\nBag Attributes\n${pem}\nthe end`],
  ['no line end at the end', (pem: string) => pem.trimEnd()],
])('how the PEM text is written does not matter: %s', (_, rewrite) => {
  expect(fromPem(rewrite(ca.certificate), rewrite(ca.privateKey))).toEqual(fromPem(ca.certificate, ca.privateKey));
});

test('an EC key file with its parameters in front is accepted', () => {
  const parameters = openssl('ecparam', '-name', 'prime256v1');
  expectPair(fromPem(ca.certificate, parameters + openssl('ec', '-in', join(ca.folder, 'ca.key'))), ca);
});

test('in a bundle the first certificate signs, and all are kept in their order', () => {
  const intermediate = makeCa({ issuer: ca, commonName: 'Intermediate' });
  const expired = makeCa({ notAfter: '20210101000000Z', commonName: 'Old' });
  const found = fromPem(intermediate.certificate + ca.certificate + expired.certificate, intermediate.privateKey);
  expect(certificates(found.certificate).map(({ subject }) => subject)).toEqual(['CN=Intermediate', 'CN=Test CA', 'CN=Old']);
  expectPair(found, intermediate);
});

test('two synths are byte-identical', () => {
  const keyPair = () => CaKeyPair.fromPem(ca.certificate, ca.privateKey);
  expect(synthCa(keyPair())).toEqual(synthCa(keyPair()));
});

describe('fromFiles', () => {
  const file = (name: string) => join(ca.folder, name);

  test('reads the pair that fromPem takes as text', () => {
    expect(synthCa(CaKeyPair.fromFiles(file('ca.crt'), file('ca.key')))).toEqual(synthCa(CaKeyPair.fromPem(ca.certificate, ca.privateKey)));
  });

  test('takes paths from the working directory', () => {
    const here = (name: string) => relative(process.cwd(), file(name));
    expect(here('ca.crt')).not.toMatch(/^\//);
    expect(synthCa(CaKeyPair.fromFiles(here('ca.crt'), here('ca.key')))).toHaveLength(1);
  });

  test('reads when the CA is constructed, not when the choice is made', () => {
    const folder = scratchFolder();
    const keyPair = CaKeyPair.fromFiles(join(folder, 'ca.crt'), join(folder, 'ca.key'));
    for (const name of ['ca.crt', 'ca.key']) writeFileSync(join(folder, name), readFileSync(file(name)));
    expect(synthCa(keyPair)).toHaveLength(1);
  });
});
