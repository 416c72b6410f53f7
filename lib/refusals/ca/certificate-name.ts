import type { X509Certificate } from 'node:crypto';

/** How errors call a certificate: its subject, in one line. */
export function certificateName(certificate: X509Certificate): string {
  return certificate.subject?.split('\n').join(', ') ?? 'without a subject';
}
