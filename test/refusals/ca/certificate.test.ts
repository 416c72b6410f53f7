import { readCaCertificates } from '../../../lib/refusals/ca/certificate';
import { makeCa } from '../../support/openssl';

const one = makeCa({ commonName: 'One' });
const two = makeCa({ commonName: 'Two' });
const subjects = (pem: string) => readCaCertificates('ray/ca', 'certificate', pem).map(({ subject }) => subject);

test('certificates are read in their order', () => {
  expect(subjects(one.certificate + two.certificate)).toEqual(['CN=One', 'CN=Two']);
  expect(subjects(two.certificate + one.certificate)).toEqual(['CN=Two', 'CN=One']);
});

test('what stands between them is passed over', () => {
  expect(subjects(`# one\n${one.certificate}\n\n-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n`)).toEqual(['CN=One']);
});

test.each(['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY'])(
  'a %s beside a certificate is refused, even without its end',
  (label) => {
    expect(() => subjects(`${one.certificate}-----BEGIN ${label}-----\nMIIB`)).toThrow('there is a private key in it');
  },
);

const cut = (pem: string) => pem.replace(/-----END.*/s, '');

test.each([
  ['the only one', cut(one.certificate), 'certificate: it does not parse'],
  ['the first one', cut(one.certificate) + two.certificate, 'certificate, number 1 of 2: it does not parse'],
  ['the last one', one.certificate + cut(two.certificate), 'certificate, number 2 of 2: it does not parse'],
])('a certificate that is cut off is refused, and not passed over: %s', (_, pem, because) => {
  expect(() => subjects(pem)).toThrow(`[ray/ca] ${because}`);
});
