import { requireDns1123Subdomain } from '../names/kubernetes-names';
import { requireCertificateDurations } from './durations';
import { requireIssuerRef } from './issuer-ref';
import { requireCertificateNames } from './names';
import { requireTlsUsages } from './usages';

/**
 * Refuses a cert-manager Certificate that would never be issued, or that no TLS peer would accept.
 *
 * @param spec the `spec` of a `cert-manager.io/v1` Certificate
 */
export function requireIssuableCertificate(constructPath: string, spec: { readonly [field: string]: any }): void {
  requireDns1123Subdomain(constructPath, 'secretName', spec.secretName, 'Secret name');
  requireIssuerRef(constructPath, spec.issuerRef);
  requireCertificateNames(constructPath, spec);
  requireCertificateDurations(constructPath, spec);
  if (!spec.isCA) requireTlsUsages(constructPath, spec.usages);
}
