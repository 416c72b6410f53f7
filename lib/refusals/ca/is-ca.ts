import type { X509Certificate } from 'node:crypto';
import { invalid } from '../invalid';
import { certificateName } from './certificate-name';

/** Refuses a certificate that may not sign others: peers would refuse every leaf under it. */
export function requireIsCa(constructPath: string, what: string, certificate: X509Certificate): void {
  // True where basicConstraints say CA:TRUE, and keyUsage, if there is one, includes keyCertSign.
  if (certificate.ca) return;
  throw invalid(constructPath, {
    what,
    got: certificateName(certificate),
    because: 'it is not the certificate of a CA: it lacks basicConstraints CA:TRUE, or its keyUsage lacks keyCertSign',
    fix: 'pass the certificate of the CA itself, not a leaf that it signed',
  });
}
