import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { requireKeyKind } from '../../../lib/refusals/ca/key-kind';

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const check = (key: KeyObject) => requireKeyKind('ray/ca', 'certificate', key);

test.each([
  ['RSA with 2048 bits', rsa(2048)],
  ['RSA with 2049 bits', rsa(2049)],
  ['P-256', ec('P-256')],
  ['P-384', ec('P-384')],
])('%s is accepted, public and private', (_, { publicKey, privateKey }) => {
  expect(() => check(publicKey)).not.toThrow();
  expect(() => check(privateKey)).not.toThrow();
});

test.each([
  ["'RSA with 2047 bits'", rsa(2047).publicKey],
  ["'ec secp521r1'", ec('P-521').publicKey],
  ["'ec secp224r1'", ec('secp224r1').publicKey],
  ["'ec brainpoolP256r1'", ec('brainpoolP256r1').publicKey],
  ["'rsa-pss'", generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey],
  ["'ed25519'", generateKeyPairSync('ed25519').publicKey],
  ["'dsa'", generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).publicKey],
])('%s is refused', (shown, key) => {
  expect(() => check(key)).toThrow(`[ray/ca] certificate is ${shown}: `);
});
