import { createPrivateKey, X509Certificate } from 'node:crypto';
import { requireIsCa } from '../../../lib/refusals/ca/is-ca';
import { requireKeyMatch } from '../../../lib/refusals/ca/key-match';
import { makeCa } from '../../support/openssl';

const ca = makeCa();
const isCa = (extensions: string) => () => requireIsCa('ray/ca', 'certificate', new X509Certificate(makeCa({ extensions }).certificate));

test.each([
  'basicConstraints=CA:TRUE',
  'basicConstraints=critical,CA:TRUE,pathlen:0',
  'basicConstraints=CA:TRUE\nkeyUsage=digitalSignature,keyCertSign',
])('a CA is one with %p', (extensions) => {
  expect(isCa(extensions)).not.toThrow();
});

test.each(['basicConstraints=CA:FALSE', 'keyUsage=keyCertSign', 'basicConstraints=CA:TRUE\nkeyUsage=digitalSignature'])(
  'a CA is none with %p',
  (extensions) => {
    expect(isCa(extensions)).toThrow("[ray/ca] certificate is 'CN=Test CA': it is not the certificate of a CA");
  },
);

test('a key matches the certificate that has its public key', () => {
  const match = (privateKey: string) => () =>
    requireKeyMatch('ray/ca', 'privateKey', new X509Certificate(ca.certificate), createPrivateKey(privateKey));
  expect(match(ca.privateKey)).not.toThrow();
  expect(match(makeCa().privateKey)).toThrow("[ray/ca] privateKey: it does not belong to the certificate 'CN=Test CA'");
});
