import { texts } from '../model/json';
import { leafCertificates } from '../questions/leaf';
import { type Rule, Severity } from '../rule';

/** The extended key usages that Ray asks for: a node is server and client, an application that only connects is a client. */
const EXTENDED = ['server auth', 'client auth'];

export const certificateUsages: Rule = {
  id: 'certificate-usages',
  title: "A Ray pod's certificate is for servers or clients alone",
  why: 'Every Ray process is both, and TLS refuses a certificate whose extended key usage names only the other.',
  fix: 'Write both `server auth` and `client auth` under `usages`, and `digital signature`.',
  source: 'RFC 5280, section 4.2.1.12; tried with Ray 2.58',
  severity: Severity.ERROR,
  check: (set) =>
    leafCertificates(set).flatMap(({ certificate, pod }) => {
      const usages = texts(certificate.spec.usages);
      // Without either there is no extended key usage, and so no limit.
      if (!EXTENDED.some((usage) => usages.includes(usage))) return [];
      const missing = EXTENDED.filter((usage) => !usages.includes(usage) && (pod.isRayNode || usage === 'client auth'));
      if (missing.length === 0) return [];
      return [{ manifest: certificate, path: 'spec.usages', message: `the ${pod.title} uses it, and '${missing[0]}' is missing` }];
    }),
};
