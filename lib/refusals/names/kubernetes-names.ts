import { invalid } from '../invalid';

const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LONGEST_LABEL = 63;
const LONGEST_SUBDOMAIN = 253;

/** Refuses a name that is no DNS label as RFC 1035 has it, or longer than `longest` characters. */
export function requireDns1035Label(constructPath: string, what: string, name: string, longest: number, kind: string): void {
  requireLength(constructPath, what, name, longest, kind);
  if (!DNS_1035_LABEL.test(name)) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: `a ${kind} is a DNS label: lower-case letters, digits and '-', a letter first, no '-' last (RFC 1035)`,
      fix: "use only such characters, as in 'ray-cluster'",
    });
  }
}

/** Whether a name is a DNS label as RFC 1123 has it. */
export function isDns1123Label(name: string): boolean {
  return name.length <= LONGEST_LABEL && DNS_1123_LABEL.test(name);
}

/** Refuses a name that is no DNS label as RFC 1123 has it. */
export function requireDns1123Label(constructPath: string, what: string, name: string, kind: string): void {
  requireLength(constructPath, what, name, LONGEST_LABEL, kind);
  if (!DNS_1123_LABEL.test(name)) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: `a ${kind} is a DNS label: lower-case letters, digits and '-', no '-' first or last (RFC 1123)`,
      fix: "use only such characters, as in 'ray-workers'",
    });
  }
}

/** Refuses a name that is no DNS subdomain as RFC 1123 has it: what most Kubernetes objects are named by. */
export function requireDns1123Subdomain(constructPath: string, what: string, name: string, kind: string): void {
  requireLength(constructPath, what, name, LONGEST_SUBDOMAIN, kind);
  if (!name.split('.').every((label) => DNS_1123_LABEL.test(label))) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: `a ${kind} is a DNS subdomain: lower-case letters, digits, '-' and '.', a letter or digit first and last (RFC 1123)`,
      fix: "use only such characters, as in 'ray-ca'",
    });
  }
}

function requireLength(constructPath: string, what: string, name: string, longest: number, kind: string): void {
  if (name.length > longest) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: `it has ${name.length} characters and a ${kind} has at most ${longest}`,
      fix: 'choose a shorter one',
    });
  }
}
