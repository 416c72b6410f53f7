import { subjectOf } from '../questions/pem';
import { brokenSignatureAlgorithm } from '../questions/signature-algorithm';
import { type Rule, Severity } from '../rule';

export const weakSignature: Rule = {
  id: 'weak-signature',
  title: 'A certificate is signed with a broken algorithm',
  why: 'Signatures with MD5 and SHA-1 can be forged, and TLS libraries refuse them, so that handshakes fail.',
  fix: 'Sign it anew with SHA-256 or better; a self-signed root too, as it is used to sign leaves the same way.',
  source: 'RFC 9155; NIST SP 800-131A Rev. 2',
  severity: Severity.ERROR,
  check: (set) =>
    set.certificates.flatMap(({ manifest, path, certificate }) => {
      const algorithm = brokenSignatureAlgorithm(certificate.raw);
      return algorithm === undefined ? [] : [{ manifest, path, message: `'${subjectOf(certificate)}' is signed with ${algorithm}` }];
    }),
};
