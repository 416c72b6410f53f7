import { isIP } from 'node:net';
import { invalid } from '../invalid';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/i;
const LONGEST_DNS_NAME = 253;
const LONGEST_COMMON_NAME = 64;

/** Refuses the names of a Certificate by which no client could verify it, or which cert-manager's webhook refuses. */
export function requireCertificateNames(constructPath: string, spec: { readonly [field: string]: any }): void {
  if (spec.commonName !== undefined) requireCommonName(constructPath, spec.commonName);
  const dnsNames: string[] = spec.dnsNames ?? [];
  const ipAddresses: string[] = spec.ipAddresses ?? [];
  for (const [index, name] of dnsNames.entries()) requireDnsName(constructPath, `dnsNames[${index}]`, name);
  for (const [index, address] of ipAddresses.entries()) requireIpAddress(constructPath, `ipAddresses[${index}]`, address);
  const others = [spec.uris, spec.emailAddresses, spec.otherNames].flatMap((names) => names ?? []);
  if (!spec.isCA && dnsNames.length + ipAddresses.length + others.length === 0) {
    throw invalid(constructPath, {
      what: 'dnsNames and ipAddresses',
      because: 'both are empty, and TLS clients verify a peer by its SANs alone, never by its common name',
      fix: 'name the hosts that it is for, such as the names of its Service',
    });
  }
}

/** Refuses what is no DNS name that a certificate may carry; a wildcard may be the whole first label. */
export function requireDnsName(constructPath: string, what: string, name: string): void {
  if (isIP(name) !== 0) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: 'it is an IP address, and clients that dial an address look for it among the IP SANs alone',
      fix: 'move it to ipAddresses',
    });
  }
  if (!isDnsName(name.startsWith('*.') ? name.slice(2) : name)) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: name.includes('*')
        ? "a wildcard is the whole first label of a DNS name: '*.example.com' (RFC 6125)"
        : 'it is no DNS name: labels of letters, digits and inner hyphens, separated by dots (RFC 1123)',
      fix: "write a host name without scheme, port or path, such as 'ray.example.com'",
    });
  }
}

/** Whether it is a DNS name without a wildcard. */
export function isDnsName(name: string): boolean {
  return name.length <= LONGEST_DNS_NAME && name.split('.').every((label) => LABEL.test(label));
}

function requireIpAddress(constructPath: string, what: string, address: string): void {
  // A zone ('fe80::1%eth0') means something on one machine only: cert-manager refuses it, node:net does not.
  if (isIP(address) !== 0 && !address.includes('%')) return;
  throw invalid(constructPath, {
    what,
    got: address,
    because: address.includes('/') ? 'a certificate carries addresses, not ranges' : 'it is no IPv4 or IPv6 address',
    fix: address.includes('/') ? 'list each address, or use names' : "write it as '10.0.0.1' or '2001:db8::1'; host names go to dnsNames",
  });
}

function requireCommonName(constructPath: string, commonName: string): void {
  const bytes = Buffer.byteLength(commonName);
  if (bytes >= 1 && bytes <= LONGEST_COMMON_NAME) return;
  throw invalid(constructPath, {
    what: 'commonName',
    got: commonName,
    because: `it has ${bytes} bytes, and a common name has 1 to ${LONGEST_COMMON_NAME} (X.520)`,
    fix: 'shorten it; names of hosts belong to dnsNames, which may be longer',
  });
}
