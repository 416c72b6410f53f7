import { requireIssuableCertificate } from '../../../lib/refusals/cert-manager/certificate';
import { requireCertificatePrivateKey } from '../../../lib/refusals/cert-manager/private-key';
import { requireTlsUsages } from '../../../lib/refusals/cert-manager/usages';

const SOUND = { secretName: 'tls', issuerRef: { name: 'ca' }, dnsNames: ['ray'] };

test('a plain Certificate with nothing but what it must have is accepted', () => {
  expect(() => requireIssuableCertificate('test', SOUND)).not.toThrow();
});

test.each([
  ['Secret name', { secretName: 'A' }, /secretName is 'A'/],
  ['issuer', { issuerRef: { name: 'ca', kind: 'Secret' } }, /kind of the issuer is 'Secret'/],
  ['names', { dnsNames: [] }, /dnsNames and ipAddresses/],
  ['lifetime', { duration: '1m' }, /duration is '1m'/],
  ['key', { privateKey: { algorithm: 'Ed25519' } }, /privateKey\.algorithm is 'Ed25519'/],
  ['usages', { usages: ['key encipherment'] }, /usages is/],
])('a Certificate is refused for its %s', (_, spec, message) => {
  expect(() => requireIssuableCertificate('test', { ...SOUND, ...spec })).toThrow(message);
});

test('a CA needs no usage of a TLS peer', () => {
  expect(() => requireIssuableCertificate('test', { ...SOUND, isCA: true, usages: ['cert sign'] })).not.toThrow();
});

test.each<{ algorithm?: string; size?: number } | undefined>([
  undefined,
  {},
  { algorithm: 'RSA' },
  { size: 4096 },
  ...[2048, 3072, 4096, 8192].map((size) => ({ algorithm: 'RSA', size })),
  ...[256, 384].map((size) => ({ algorithm: 'ECDSA', size })),
])('a private key of %p is accepted', (privateKey) => {
  expect(() => requireCertificatePrivateKey('test', privateKey)).not.toThrow();
});

test.each([
  [{ size: 1024 }],
  [{ size: 0 }],
  [{ algorithm: 'RSA', size: 2047 }],
  [{ algorithm: 'RSA', size: 16384 }],
  [{ algorithm: 'ECDSA', size: 521 }],
  [{ algorithm: 'ECDSA', size: 2048 }],
  [{ algorithm: 'Ed25519' }],
  [{ algorithm: 'DSA', size: 2048 }],
])('a private key of %p is refused', (privateKey) => {
  expect(() => requireCertificatePrivateKey('test', privateKey)).toThrow(/^\[test\] privateKey\.(size|algorithm) is .+ Fix: choose /);
});

test.each([[undefined], [['server auth']], [['any']], [['signing', 'key encipherment']], [['digital signature', 'client auth']]])(
  'usages of %p are accepted',
  (usages) => {
    expect(() => requireTlsUsages('test', usages)).not.toThrow();
  },
);

test.each([[[]], [['key encipherment']], [['key agreement', 'server auth']], [['cert sign', 'client auth']]])(
  'usages of %p are refused',
  (usages) => {
    expect(() => requireTlsUsages('test', usages)).toThrow(/^\[test\] usages is /);
  },
);
