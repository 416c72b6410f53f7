import { createPublicKey } from 'node:crypto';
import { readPrivateKey } from '../../../lib/refusals/ca/private-key';
import { makeCa } from '../../support/openssl';

const ca = makeCa();
const read = (pem: string) => readPrivateKey('ray/ca', 'privateKey', pem);

test('the key is read, whatever certificates stand beside it', () => {
  for (const pem of [ca.privateKey, ca.certificate + ca.privateKey, ca.privateKey + ca.certificate]) {
    expect(createPublicKey(read(pem)).equals(createPublicKey(ca.certificate))).toBe(true);
  }
});

test.each([
  ['nothing', '', 'it holds no PEM private key'],
  ['a certificate', ca.certificate, 'it is a certificate'],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n', 'it is a public key'],
  ['a public key of RSA', '-----BEGIN RSA PUBLIC KEY-----\nAA==\n-----END RSA PUBLIC KEY-----\n', 'it is a public key'],
  ['the parameters of a key', '-----BEGIN EC PARAMETERS-----\nAA==\n-----END EC PARAMETERS-----\n', 'it holds no PEM private key'],
  ['two keys', ca.privateKey + ca.privateKey, 'it holds 2 private keys'],
  ['nonsense in a key’s borders', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'it does not parse'],
  ['an encrypted key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n', 'it is encrypted'],
  ['a key of OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n', 'it does not parse'],
])('%s is refused', (_, pem, because) => {
  expect(() => read(pem)).toThrow(`[ray/ca] privateKey: ${because}`);
});
