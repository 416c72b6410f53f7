import { requireCidr } from '../../../lib/refusals/network/cidr';
import { refusal } from '../refusals';

const accept = (cidr: string, ...except: string[]) => requireCidr('ray/policy', 'peer', cidr, except);

test.each(['10.0.0.0/8', '0.0.0.0/0', '192.0.2.7/32', '2001:db8::/32', '::/0', '2001:db8::1/128'])('%s is a block', (cidr) => {
  expect(() => accept(cidr)).not.toThrow();
});

test.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.0/8', '2001:db8::/129', '2001:::/8', 'example.com/8', '/8', '10.0.0.0/'])(
  '%p is none',
  (cidr) => {
    expect(refusal(() => accept(cidr))).toBe(
      `[ray/policy] peer is '${cidr}': it is no block of addresses in CIDR notation. Fix: write address and prefix length, as in '10.0.0.0/8', or '192.0.2.7/32' for one address.`,
    );
  },
);

test('an exception is a smaller block within', () => {
  expect(() => accept('10.0.0.0/8', '10.1.0.0/16', '10.2.0.0/9')).not.toThrow();
  for (const outside of ['10.0.0.0/8', '10.0.0.0/7', '11.0.0.0/16', '2001:db8::/32']) {
    expect(refusal(() => accept('10.0.0.0/8', '10.1.0.0/16', outside))).toBe(
      `[ray/policy] peer: except[1] is '${outside}': it lies not within 10.0.0.0/8, and the API server refuses such an exception. Fix: remove it, or write a smaller block of that one.`,
    );
  }
});
