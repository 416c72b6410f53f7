import { requireDnsPattern, requireIpPattern, requireLimit } from '../../../lib/refusals/cert-manager/request-patterns';

test.each(['demo-head-svc', '*.ray.svc.cluster.local', 'demo-*-head-svc', '*', 'Ray.example.com'])(
  '%s is a pattern of DNS names',
  (pattern) => {
    expect(() => requireDnsPattern('test', 'dnsNames[0]', pattern)).not.toThrow();
  },
);

test.each(['', 'a_b', 'a..b', 'ray:443', '-*', '10.0.0.1'])('%p matches no DNS name', (pattern) => {
  expect(() => requireDnsPattern('test', 'dnsNames[0]', pattern)).toThrow(/^\[test\] dnsNames\[0\] is .*no DNS name matches it/);
});

test.each(['*', '10.*', '10.42.*', '10.42.0.*', '10.42.0.7', 'fd00:10:42:*', '2001:db8::1'])('%s is a pattern of addresses', (pattern) => {
  expect(() => requireIpPattern('test', 'ipAddresses[0]', pattern)).not.toThrow();
});

test.each([
  '',
  '10',
  '10.4*',
  '10.256.*',
  '10.0.0.0.*',
  '*.10',
  '10.*.1.1',
  '10.42.0.0/16',
  'fd00::/8',
  'FD00::1',
  'FD00:*',
  'fe80::1%eth0',
  'localhost',
])('%p is no pattern of addresses, or of more than it looks like', (pattern) => {
  expect(() => requireIpPattern('test', 'ipAddresses[0]', pattern)).toThrow(/^\[test\] ipAddresses\[0\] is .* Fix: write '10\.42\.\*' for/);
});

test('the refusals tell a range from another pattern', () => {
  const FIX = "Fix: write '10.42.*' for 10.42.0.0/16, 'fd00:10:42:*' for fd00:10:42::/48.";
  expect(() => requireIpPattern('test', 'ips', '255.255.*')).not.toThrow();
  expect(() => requireIpPattern('test', 'ips', '10.0.0.0/8')).toThrow(
    new Error(`[test] ips is '10.0.0.0/8': approver-policy compares addresses as text and knows no ranges. ${FIX}`),
  );
  expect(() => requireIpPattern('test', 'ips', '10.256.*')).toThrow(
    new Error(`[test] ips is '10.256.*': it is neither an address in its shortest form nor whole leading groups of one, then '*'. ${FIX}`),
  );
});

test.each([
  [['*'], ['*']],
  [
    ['demo-head-svc', '*.*'],
    ['10.42.*', '*'],
  ],
])('dnsNames %j with ipAddresses %j limit nothing', (dnsNames, ipAddresses) => {
  expect(() => requireLimit('test', dnsNames, ipAddresses)).toThrow(
    /^\[test\] dnsNames and ipAddresses is .*the policy limits nothing\. Fix: write/,
  );
});

test.each([
  [['*'], ['10.42.*']],
  [['*.ray.svc.cluster.local'], ['*']],
  [[], ['*']],
  [['*'], []],
])('dnsNames %j with ipAddresses %j limit something', (dnsNames, ipAddresses) => {
  expect(() => requireLimit('test', dnsNames, ipAddresses)).not.toThrow();
});
