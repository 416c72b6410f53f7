import { isIP } from 'node:net';
import { invalid } from '../invalid';
import { isDnsName } from './names';

const IPV4_PREFIX = /^(\d{1,3}\.){1,3}\*$/;
const IPV6_PREFIX = /^([0-9a-f]{1,4}:){1,7}\*$/;

/** Refuses a pattern of DNS names that no DNS name matches; `*` stands for any characters, dots included (approver-policy). */
export function requireDnsPattern(constructPath: string, what: string, pattern: string): void {
  const example = pattern.replaceAll('*', 'x');
  if (isDnsName(example) && isIP(example) === 0) return;
  throw invalid(constructPath, {
    what,
    got: pattern,
    because: 'no DNS name matches it: labels of letters, digits and inner hyphens, separated by dots (RFC 1123)',
    fix: "write a host name, with '*' for any characters, as in '*.ray.svc.cluster.local'; addresses go to ipAddresses",
  });
}

/**
 * Refuses a pattern of IP addresses that matches none, or others than it looks like: approver-policy compares text, so that `10.4*` is
 * also 10.40.0.0.
 */
export function requireIpPattern(constructPath: string, what: string, pattern: string): void {
  if (pattern === '*' || isAddress(pattern) || IPV6_PREFIX.test(pattern)) return;
  if (IPV4_PREFIX.test(pattern) && pattern.split('.').every((group) => group === '*' || Number(group) <= 255)) return;
  throw invalid(constructPath, {
    what,
    got: pattern,
    because: pattern.includes('/')
      ? 'approver-policy compares addresses as text and knows no ranges'
      : "it is neither an address in its shortest form nor whole leading groups of one, then '*'",
    fix: "write '10.42.*' for 10.42.0.0/16, 'fd00:10:42:*' for fd00:10:42::/48",
  });
}

/** Refuses patterns that allow every DNS name and every address at once: whoever may use such a policy gets the certificate of every pod. */
export function requireLimit(constructPath: string, dnsNames: readonly string[], ipAddresses: readonly string[]): void {
  if (!dnsNames.some(isEverything) || !ipAddresses.some(isEverything)) return;
  throw invalid(constructPath, {
    what: 'dnsNames and ipAddresses',
    got: { dnsNames, ipAddresses },
    because: 'they match every name and every address, so that the policy limits nothing',
    fix: "write the names and the range of the pods: dnsNames ['demo-head-svc', ...], ipAddresses ['10.42.*']",
  });
}

/** Whether a pattern has nothing of its own beside the separators: `*`, `*.*`. */
function isEverything(pattern: string): boolean {
  return pattern.includes('*') && /^[*.:]+$/.test(pattern);
}

function isAddress(text: string): boolean {
  return isIP(text) === 4 || (isIP(text) === 6 && text === text.toLowerCase() && !text.includes('%'));
}
