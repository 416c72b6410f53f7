import { ApiObject, Duration } from 'cdk8s';
import type { CertificateSubject } from '../certificate-subject';
import type { KeyAlgorithm } from '../key-algorithm';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { caCertificate } from './ca-certificate';

/** How the CA is that cert-manager makes for an issuer. */
export interface CertManagerOwnCaOptions {
  /**
   * The common name of the CA, at most 64 bytes.
   *
   * @default - the name of the issuer
   */
  readonly commonName?: string;

  /**
   * The rest of the CA's subject.
   *
   * @default - the common name alone
   */
  readonly subject?: CertificateSubject;

  /**
   * How long the CA certificate is valid.
   *
   * @default Duration.days(3650)
   */
  readonly duration?: Duration;

  /**
   * How long before its end the CA certificate is renewed, with the same key; it is also the longest that a leaf may live, for
   * a leaf signed the day before.
   *
   * @default - a third of the duration
   */
  readonly renewBefore?: Duration;

  /**
   * The kind of the CA's private key.
   *
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;

  /**
   * The Secret in which cert-manager keeps the CA's key and certificate.
   *
   * @default - the name of the issuer, then `-ca`
   */
  readonly secretName?: string;
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
