import { ApiObject, Duration } from 'cdk8s';
import { requireIssuableCertificate } from '../../refusals/cert-manager/certificate';
import { type CertificateSubject, requireSubject } from '../certificate-subject';
import type { KeyAlgorithm } from '../key-algorithm';
import { keyKind } from '../key-kind';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { goDuration } from './go-duration';
import { CertManagerRotationPolicy } from './rotation-policy';

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
  const duration = options.duration ?? DEFAULT_DURATION;
  const renewBefore = options.renewBefore ?? Duration.seconds(Math.floor(duration.toMilliseconds() / 3_000));
  requireSubject(`${scope.node.path}/ca`, 'subject', options.subject ?? {});
  // Namespaced even for a ClusterIssuer: nobody in another namespace needs a selfSigned issuer.
  const bootstrap = new ApiObject(scope, 'bootstrap', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: `${issuerName}-bootstrap`, namespace },
    spec: { selfSigned: {} },
  });
  const spec = {
    secretName: options.secretName ?? `${issuerName}-ca`,
    issuerRef: { name: bootstrap.name, kind: bootstrap.kind, group: bootstrap.apiGroup },
    isCA: true,
    commonName: options.commonName ?? issuerName,
    subject: options.subject,
    duration: goDuration(duration),
    renewBefore: goDuration(renewBefore),
    // A new key at renewal would leave every leaf and every copy of ca.crt that is in use without a trust anchor.
    privateKey: { ...keyKind(options.keyAlgorithm), rotationPolicy: CertManagerRotationPolicy.NEVER },
    usages: ['cert sign', 'crl sign'],
  };
  requireIssuableCertificate(`${scope.node.path}/ca`, spec);
  const certificate = new ApiObject(scope, 'ca', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: `${issuerName}-ca`, namespace },
    spec,
  });
  certificate.addDependency(bootstrap);
  return { spec: { ca: { secretName: spec.secretName } }, longestDuration: renewBefore, returnsCa: true };
}
