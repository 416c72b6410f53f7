import { invalid } from '../../refusals/invalid';
import type { IRayTlsCa } from '../ray-tls-ca';
import type { BackedIssuer } from './backed-issuer';

/** Has the Secret of a `RayTlsCa` be one that a CA issuer of cert-manager can read, and gives its name. */
export function rayTlsCaAsTlsSecret({ scope, secretNamespace }: BackedIssuer, ca: IRayTlsCa): string {
  if (ca.namespace !== undefined && secretNamespace !== undefined && ca.namespace !== secretNamespace) {
    throw invalid(scope.node.path, {
      what: `CertManagerBackend.rayTlsCa: the CA ${ca.node.path}`,
      because: `its Secret is in namespace '${ca.namespace}', and cert-manager looks for the Secrets of this issuer in '${secretNamespace}'`,
      fix: `put the RayTlsCa into a chart of namespace '${secretNamespace}'`,
    });
  }
  (ca as IRayTlsCa & { _alsoAsTlsSecret?(): void })._alsoAsTlsSecret?.();
  scope.node.addDependency(ca);
  return ca.secretName;
}
