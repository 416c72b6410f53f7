import { requireCertificateNames } from '../../../lib/refusals/cert-manager/names';

const check = (spec: object) => () => requireCertificateNames('test', spec);
const label63 = 'a'.repeat(63);

test.each(['ray', 'localhost', 'a.b', 'Ray.Example.com', '*.example.com', '*.ray', '1password.com', `${label63}.com`, 'xn--zrich-kva.ch'])(
  '%s is a DNS name for a certificate',
  (name) => {
    expect(check({ dnsNames: [name] })).not.toThrow();
  },
);

test.each([
  '',
  '.',
  'ray.',
  '.ray',
  'a..b',
  '-a',
  'a-',
  'a_b',
  'a b',
  'zürich.ch',
  'https://ray',
  'ray:443',
  'ray/x',
  `${label63}a`, // too long a label
  `${`${label63}.`.repeat(4)}com`,
  '*',
  '**',
  'a.*',
  'a*.b',
  '*a.b',
  '*.*.b',
  '*.',
  '.*.a',
  'ray\n',
])('%p is no DNS name for a certificate', (name) => {
  expect(check({ dnsNames: ['ok', name] })).toThrow(/^\[test\] dnsNames\[1\] is /);
});

test.each(['10.0.0.1', '::1', '2001:db8::1'])('%s among the DNS names belongs to the addresses', (address) => {
  expect(check({ dnsNames: [address] })).toThrow(
    /clients that dial an address look for it among the IP SANs alone\. Fix: move it to ipAddresses/,
  );
  expect(check({ ipAddresses: [address] })).not.toThrow();
});

test.each([
  ['10.0.0.0/24', /not ranges/],
  ['fd00::/8', /not ranges/],
  ['10.0.0.256', /no IPv4 or IPv6 address/],
  ['10.0.0', /no IPv4 or IPv6 address/],
  ['010.0.0.1', /no IPv4 or IPv6 address/],
  ['fe80::1%eth0', /no IPv4 or IPv6 address/],
  ['ray.example.com', /host names go to dnsNames/],
  ['', /no IPv4 or IPv6 address/],
])('%p is no address for a certificate', (address, message) => {
  expect(check({ ipAddresses: ['127.0.0.1', address] })).toThrow(/^\[test\] ipAddresses\[1\] is /);
  expect(check({ ipAddresses: ['127.0.0.1', address] })).toThrow(message);
});

test('a common name has 64 bytes at most, not 64 characters', () => {
  expect(check({ dnsNames: ['ray'], commonName: 'a'.repeat(64) })).not.toThrow();
  expect(check({ dnsNames: ['ray'], commonName: 'é'.repeat(32) })).not.toThrow();
  expect(check({ dnsNames: ['ray'], commonName: 'a'.repeat(65) })).toThrow(/commonName .* it has 65 bytes/);
  expect(check({ dnsNames: ['ray'], commonName: 'é'.repeat(33) })).toThrow(/commonName .* it has 66 bytes/);
  expect(check({ dnsNames: ['ray'], commonName: '' })).toThrow(/it has 0 bytes/);
});

test('a leaf needs a SAN of any kind, a CA none', () => {
  expect(check({ commonName: 'ray' })).toThrow(/\[test\] dnsNames and ipAddresses: both are empty/);
  expect(check({ uris: ['spiffe://ray/head'] })).not.toThrow();
  expect(check({ commonName: 'ray', isCA: true })).not.toThrow();
});

test('a name may be as long as it gets, and no longer', () => {
  const label = 'a'.repeat(63);
  const ofLength = (length: number) => `${label}.${label}.${label}.${'a'.repeat(length - 192)}`;
  const naming = (spec: object) => () => requireCertificateNames('test', spec);
  expect(naming({ dnsNames: [ofLength(253)] })).not.toThrow();
  expect(naming({ dnsNames: [ofLength(254)] })).toThrow('it is no DNS name');
  for (const commonName of ['a', 'a'.repeat(64)]) expect(naming({ commonName, dnsNames: ['a'] })).not.toThrow();
  for (const commonName of ['', 'a'.repeat(65)]) {
    expect(naming({ commonName, dnsNames: ['a'] })).toThrow(
      new Error(
        `[test] commonName is '${commonName}': it has ${commonName.length} bytes, and a common name has 1 to 64 (X.520). Fix: shorten it; names of hosts belong to dnsNames, which may be longer.`,
      ),
    );
  }
});

test('one SAN of any kind is enough', () => {
  for (const spec of [
    { ipAddresses: ['127.0.0.1'] },
    { dnsNames: ['a'], ipAddresses: ['127.0.0.1'] },
    { uris: ['spiffe://a/b'] },
    { dnsNames: ['a'], uris: ['spiffe://a/b'] },
  ]) {
    expect(() => requireCertificateNames('test', spec)).not.toThrow();
  }
});

test.each([
  ['a.*.b', "a wildcard is the whole first label of a DNS name: '*.example.com' (RFC 6125)"],
  ['https://a', 'it is no DNS name: labels of letters, digits and inner hyphens, separated by dots (RFC 1123)'],
])('why %s is refused', (name, because) => {
  expect(() => requireCertificateNames('test', { dnsNames: [name] })).toThrow(
    new Error(
      `[test] dnsNames[0] is '${name}': ${because}. Fix: write a host name without scheme, port or path, such as 'ray.example.com'.`,
    ),
  );
});
