import { join } from 'node:path';
import { brokenSignatureAlgorithm } from '../../../lib/audit/questions/signature-algorithm';
import { weakSignature as rule } from '../../../lib/audit/rules/weak-signature';
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

describe('the form of the DER', () => {
  const der = () => Buffer.from(signedWith('sha1', RSA).replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');

  test('a certificate that is cut off anywhere breaks nothing', () => {
    const whole = der();
    for (let length = 0; length < whole.length; length += 1) {
      expect([undefined, 'SHA-1 with RSA']).toContain(brokenSignatureAlgorithm(whole.subarray(0, length)));
    }
    expect(brokenSignatureAlgorithm(whole)).toBe('SHA-1 with RSA');
  });

  test('a length may have four bytes, and not five', () => {
    const content = der().subarray(4);
    const withLength = (...bytes: number[]) => brokenSignatureAlgorithm(Buffer.concat([Buffer.from([0x30, ...bytes]), content]));
    const [high, low] = [content.length >> 8, content.length & 0xff];
    expect(withLength(0x84, 0, 0, high, low)).toBe('SHA-1 with RSA');
    expect(withLength(0x85, 0, 0, 0, high, low)).toBeUndefined();
  });

  test('what is no sequence is no certificate', () => {
    const set = der();
    set[0] = 0x31;
    expect(brokenSignatureAlgorithm(set)).toBeUndefined();
  });
});
