import type { KeyObject, X509Certificate } from 'node:crypto';
import { invalid } from '../invalid';
import { certificateName } from './certificate-name';

/** Refuses a private key that is not the certificate's: no leaf that it signs would verify. */
export function requireKeyMatch(constructPath: string, what: string, certificate: X509Certificate, privateKey: KeyObject): void {
  if (certificate.checkPrivateKey(privateKey)) return;
  throw invalid(constructPath, {
    what,
    because: `it does not belong to the certificate '${certificateName(certificate)}'`,
    fix: 'pass the key that this certificate was made with; in a bundle the signing CA comes first',
  });
}
