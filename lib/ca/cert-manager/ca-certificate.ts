import { ApiObject, Duration } from 'cdk8s';
import { requireIssuableCertificate } from '../../refusals/cert-manager/certificate';
import { type CertificateSubject, requireSubject } from '../certificate-subject';
import type { KeyAlgorithm } from '../key-algorithm';
import { keyKind } from '../key-kind';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { goDuration } from './go-duration';
import { CertManagerRotationPolicy } from './rotation-policy';

/** What a CA Certificate is made from, whoever signs it. */
export interface CaCertificateOptions {
  readonly commonName?: string;
  readonly subject?: CertificateSubject;
  readonly duration: Duration;
  readonly renewBefore?: Duration;
  readonly keyAlgorithm?: KeyAlgorithm;
  readonly secretName?: string;
}

/** Who signs a CA Certificate. */
export interface CaCertificateSigner {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
}

/** The CA Certificate that cert-manager makes for an issuer and whose key signs everything else, and the issuer's `spec`. */
export function caCertificate(
  { scope, issuerName, secretNamespace: namespace }: BackedIssuer,
  issuerRef: CaCertificateSigner,
  options: CaCertificateOptions,
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
