import { requireDnsNames } from '../../../lib/refusals/names/dns-names';
import { refusal } from '../refusals';

const label = 'a'.repeat(63);
const ofLength = (length: number) => `${label}.${label}.${label}.${'a'.repeat(length - 192)}`;

test.each(['a', 'ray.example.com', '*.example.com', 'A-1.b', label, ofLength(253)])('%s may stand in a certificate', (name) => {
  expect(() => requireDnsNames('ray/tls', 'dnsNames', [name])).not.toThrow();
});

test.each(['', '.', 'a..b', '*', 'a.*.b', '*a.b', '-a', 'a-', 'a_b', 'https://a', 'a:1', `${label}a`, ofLength(254)])(
  '%p may not',
  (name) => {
    const shown = name.length > 118 ? `'${name}`.slice(0, 120).concat('...') : `'${name}'`;
    expect(refusal(() => requireDnsNames('ray/tls', 'dnsNames', ['a', name]))).toBe(
      `[ray/tls] dnsNames[1] is ${shown}: it is no DNS name: labels of letters, digits and inner hyphens, separated by dots (RFC 1123). Fix: write a host name such as 'ray.example.com'; addresses of pods are added by themselves.`,
    );
  },
);
