import { subjectOf } from '../questions/pem';
import { type Rule, Severity } from '../rule';

const DAY = 86_400_000;
const SOON_DAYS = 30;

export const certificateExpiresSoon: Rule = {
  id: 'certificate-expires-soon',
  title: 'A certificate ends within 30 days',
  why: 'What stands in a manifest is renewed by no one but you, and pods have to be restarted before it ends.',
  fix: 'Renew it now, or let cert-manager or the pods themselves make it.',
  source: 'RFC 5280, section 4.1.2.5; 30 days are what cert-manager leaves of a certificate of 90 days',
  severity: Severity.WARNING,
  check: (set) =>
    set.certificates.flatMap(({ manifest, path, certificate }) => {
      // What cert-manager keeps in the cluster it renews itself.
      if (manifest.isLive && manifest.annotations['cert-manager.io/certificate-name'] !== undefined) return [];
      const until = new Date(certificate.validTo);
      const left = until.getTime() - set.context.now.getTime();
      if (left < 0 || left >= SOON_DAYS * DAY) return [];
      return [{ manifest, path, message: `'${subjectOf(certificate)}' ends at ${until.toISOString()}, in ${Math.floor(left / DAY)} days` }];
    }),
};
