import { join } from 'node:path';
import { brokenSignatureAlgorithm } from '../../../lib/validation/audit/signature-algorithm';
import { weakSignature as rule } from '../../../lib/validation/rules/weak-signature';
import { makeCa, openssl } from '../../support/openssl';
import { complaints, secret } from './support';

const RSA = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];

function signedWith(digest: string, key?: readonly string[]): string {
  const { folder } = makeCa({ key });
  return openssl('req', '-x509', '-key', join(folder, 'ca.key'), '-subj', '/CN=Old CA', `-${digest}`, '-days', '30');
}

test.each([
  ['sha256', undefined],
  ['sha384', RSA],
])('compliant: %s', (digest, key) => {
  expect(complaints(rule, [secret('ca', { 'ca.crt': signedWith(digest, key) })])).toEqual([]);
});

test.each([
  ['sha1', RSA, 'SHA-1 with RSA'],
  ['md5', RSA, 'MD5 with RSA'],
  ['sha1', undefined, 'SHA-1 with ECDSA'],
])('non-compliant: %s', (digest, key, named) => {
  const found = complaints(rule, [secret('ca', { 'ca.crt': signedWith(digest, key) })]);
  expect(found).toEqual([`Secret ray/ca: data['ca.crt']: 'CN=Old CA' is signed with ${named}`]);
});

test.each([[''], ['30'], ['3003'], ['30820000'], ['3082ffff30'], ['30883030303030303030'], ['0500'], ['3005300330ff00']])(
  'DER that ends too early or is none tells nothing: %s',
  (hex) => {
    expect(brokenSignatureAlgorithm(Buffer.from(hex, 'hex'))).toBeUndefined();
  },
);
