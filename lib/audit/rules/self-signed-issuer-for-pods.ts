import { at, text, texts } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { issuerOf } from '../questions/issuers';
import { leafCertificates } from '../questions/leaf';
import { type Rule, Severity } from '../rule';

/** A name with `ray` as a word of it. */
const OF_RAY = /(?:^|[-.])ray(?:[-.]|$)/;

export const selfSignedIssuerForPods: Rule = {
  id: 'self-signed-issuer-for-pods',
  title: 'A selfSigned or ACME issuer makes the certificates of Ray pods',
  why: 'A self-signed certificate is its own trust anchor: no two pods trust each other, and every renewal replaces what clients trust. ACME proves control of public host names, and issues for no Pod IP.',
  fix: 'Let the selfSigned issuer sign one CA Certificate (`isCA: true`), and issue from a `ca` issuer with its Secret: `new CertManagerIssuer()`.',
  source: 'cert-manager v1.21, "SelfSigned": a bootstrap for CAs',
  severity: Severity.ERROR,
  check: (set) => {
    const used = new Set(leafCertificates(set).map(({ certificate }) => certificate));
    return set.ofKind('Certificate', 'cert-manager.io').flatMap((certificate) => {
      const issuer = issuerOf(set, certificate);
      const kind = ['selfSigned', 'acme'].find((each) => at(issuer?.spec, each) !== undefined);
      if (kind === undefined || certificate.spec.isCA === true) return [];
      if (!used.has(certificate) && !(isForRay(certificate) && !isMounted(set, certificate))) return [];
      return [{ manifest: certificate, path: 'spec.issuerRef', message: `${issuer!.title} is ${kind}, and this certificate is no CA's` }];
    });
  },
};

function isForRay({ spec }: Manifest): boolean {
  return [text(spec.secretName), text(spec.commonName), ...texts(spec.dnsNames)].some((name) => name !== undefined && OF_RAY.test(name));
}

/** Whether something of the set uses it that is no Ray pod. */
function isMounted(set: ManifestSet, certificate: Manifest): boolean {
  const mounted = set.once(
    'mounted Secrets',
    () => new Set(set.pods.flatMap(({ volumes }) => volumes.flatMap(({ secrets }) => secrets.map(({ secretName }) => secretName)))),
  );
  return mounted.has(text(certificate.spec.secretName) ?? '');
}
