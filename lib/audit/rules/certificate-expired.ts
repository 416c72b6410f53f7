import { subjectOf } from '../questions/pem';
import { type Rule, Severity } from '../rule';

export const certificateExpired: Rule = {
  id: 'certificate-expired',
  title: 'A certificate is over, or has not begun',
  why: 'Every new handshake with it fails, and so no pod joins the cluster.',
  fix: 'Renew it, and restart the pods that read it; for a CA, distribute the new one beside the old one first.',
  source: 'RFC 5280, section 4.1.2.5',
  severity: Severity.ERROR,
  check: (set) =>
    set.certificates.flatMap(({ manifest, path, certificate }) => {
      const { now } = set.context;
      const [from, until] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
      if (now > until) return [{ manifest, path, message: `'${subjectOf(certificate)}' expired at ${until.toISOString()}` }];
      return now < from ? [{ manifest, path, message: `'${subjectOf(certificate)}' is not valid before ${from.toISOString()}` }] : [];
    }),
};
