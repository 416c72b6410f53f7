import { invalid } from '../invalid';

const LONGEST_NAME = 253;
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/i;

/** Refuses what is no DNS name that a certificate may carry; a wildcard may be the whole first label. */
export function requireDnsNames(constructPath: string, what: string, names: readonly string[]): void {
  names.forEach((name, index) => {
    const labels = name.replace(/^\*\./, '').split('.');
    if (name.length <= LONGEST_NAME && labels.every((label) => LABEL.test(label))) return;
    throw invalid(constructPath, {
      what: `${what}[${index}]`,
      got: name,
      because: 'it is no DNS name: labels of letters, digits and inner hyphens, separated by dots (RFC 1123)',
      fix: "write a host name such as 'ray.example.com'; addresses of pods are added by themselves",
    });
  });
}
