import { ApiObject, Duration } from 'cdk8s';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { type CertManagerCaOptions, caCertificate } from './ca-certificate';

/** Options of the CA that cert-manager creates for an issuer. */
export interface CertManagerOwnCaOptions extends CertManagerCaOptions {
  /**
   * How long the CA certificate is valid.
   *
   * @default Duration.days(3650)
   */
  readonly duration?: Duration;
}

const DEFAULT_DURATION = Duration.days(3650);

/** The selfSigned Issuer, and the CA Certificate that alone is signed by it. */
export function ownCa(issuer: BackedIssuer, options: CertManagerOwnCaOptions): BackedIssuerConfig {
  const { scope, issuerName, secretNamespace: namespace } = issuer;
  // Namespaced even for a ClusterIssuer: nobody in another namespace needs a selfSigned issuer.
  const bootstrap = new ApiObject(scope, 'bootstrap', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: `${issuerName}-bootstrap`, namespace },
    spec: { selfSigned: {} },
  });
  const signer = { name: bootstrap.name, kind: bootstrap.kind, group: bootstrap.apiGroup };
  const { certificate, config } = caCertificate(issuer, signer, { ...options, duration: options.duration ?? DEFAULT_DURATION });
  certificate.addDependency(bootstrap);
  return config;
}
