import { ApiObject, Duration } from 'cdk8s';
import { requireIssuableCertificate } from '../../refusals/cert-manager/certificate';
import { type CertificateSubject, requireSubject } from '../certificate-subject';
import type { KeyAlgorithm } from '../key-algorithm';
import { keyKind } from '../key-kind';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { goDuration } from './go-duration';
import type { CertManagerIssuerRef } from './issuer-reference';
import { CertManagerRotationPolicy } from './rotation-policy';

/** Options that every CA of cert-manager has, whoever signs it. */
export interface CertManagerCaOptions {
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
   * How long before the CA certificate expires cert-manager renews it, with the same key. It is also the longest lifetime of a leaf: a leaf
   * that is signed just before the renewal must not outlive the CA certificate.
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

/** Creates the CA Certificate whose key signs everything else, and the `spec` of the issuer on it. */
export function caCertificate(
  { scope, issuerName, secretNamespace: namespace }: BackedIssuer,
  issuerRef: Required<CertManagerIssuerRef>,
  options: CertManagerCaOptions & { readonly duration: Duration },
): { readonly certificate: ApiObject; readonly config: BackedIssuerConfig } {
  const { duration } = options;
  const renewBefore = options.renewBefore ?? Duration.seconds(Math.floor(duration.toMilliseconds() / 3_000));
  requireSubject(`${scope.node.path}/ca`, 'subject', options.subject ?? {});
  const spec = {
    secretName: options.secretName ?? `${issuerName}-ca`,
    issuerRef,
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
  return { certificate, config: { spec: { ca: { secretName: spec.secretName } }, longestDuration: renewBefore, returnsCa: true } };
}
