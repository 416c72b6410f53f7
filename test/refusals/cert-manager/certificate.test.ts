import { requireIssuableCertificate } from '../../../lib/refusals/cert-manager/certificate';
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
  ['usages', { usages: ['key encipherment'] }, /usages is/],
])('a Certificate is refused for its %s', (_, spec, message) => {
  expect(() => requireIssuableCertificate('test', { ...SOUND, ...spec })).toThrow(message);
});

test('a CA needs no usage of a TLS peer', () => {
  expect(() => requireIssuableCertificate('test', { ...SOUND, isCA: true, usages: ['cert sign'] })).not.toThrow();
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
