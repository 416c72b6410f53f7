import { at, texts } from '../model/json';
import { type Rule, Severity } from '../rule';

export const ipNameConstraints: Rule = {
  id: 'ip-name-constraints',
  title: 'A CA is limited to ranges of IP addresses',
  why: "Ray's TLS library (BoringSSL) refuses every certificate below a CA whose name constraints have IP ranges in them.",
  fix: 'Remove the IP ranges from `nameConstraints`; limit addresses by an approver policy instead (`CertManagerRequestPolicy`).',
  source: 'BoringSSL, `NAME_CONSTRAINT` on iPAddress; cert-manager v1.21, `nameConstraints`',
  severity: Severity.ERROR,
  check: (set) =>
    set.ofKind('Certificate', 'cert-manager.io').flatMap((manifest) =>
      ['permitted', 'excluded']
        .filter((part) => texts(at(manifest.spec, 'nameConstraints', part, 'ipRanges')).length > 0)
        .map((part) => ({
          manifest,
          path: `spec.nameConstraints.${part}.ipRanges`,
          message: 'no Ray process accepts a leaf of this CA',
        })),
    ),
};
