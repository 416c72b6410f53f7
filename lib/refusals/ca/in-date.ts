import type { X509Certificate } from 'node:crypto';
import { invalid } from '../invalid';
import { certificateName } from './certificate-name';

/** Refuses a CA certificate that is over, or has not begun. */
export function requireInDate(constructPath: string, what: string, certificate: X509Certificate, now = new Date()): void {
  const [from, until] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (now > until) {
    throw invalid(constructPath, {
      what,
      got: certificateName(certificate),
      because: `it expired at ${until.toISOString()}, so peers would refuse every leaf under it`,
      fix: 'renew the CA and pass its new certificate',
    });
  }
  if (now < from) {
    throw invalid(constructPath, {
      what,
      got: certificateName(certificate),
      because: `it is not valid before ${from.toISOString()}, so peers would refuse every leaf under it`,
      fix: "wait until then, correct this machine's clock, or pass a CA that is valid already",
    });
  }
}
