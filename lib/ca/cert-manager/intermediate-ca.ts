import { Duration } from 'cdk8s';
import { requireCaSigner } from '../../refusals/cert-manager/ca-signer';
import { requireShorterThanIssuer } from '../../refusals/cert-manager/durations';
import { requireIssuerInReach } from '../../refusals/cert-manager/issuer-reach';
import type { CertificateSubject } from '../certificate-subject';
import type { KeyAlgorithm } from '../key-algorithm';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { caCertificate } from './ca-certificate';
import { goDuration } from './go-duration';
import type { ICertManagerIssuer } from './issuer-interface';

/** How the intermediate CA is that cert-manager requests for an issuer. */
export interface CertManagerIntermediateCaOptions {
  /**
   * The common name of the intermediate CA, at most 64 bytes.
   *
   * @default - the name of the issuer
   */
  readonly commonName?: string;

  /**
   * The rest of the intermediate CA's subject.
   *
   * @default - the common name alone
   */
  readonly subject?: CertificateSubject;

  /**
   * How long the CA certificate is valid. The issuer above may sign a shorter one.
   *
   * @default - five years, or the longest that the issuer above allows, if that is known and shorter
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

const DEFAULT_DURATION = Duration.days(1825);

/** The CA Certificate that another issuer signs. */
export function intermediateCa(
  issuer: BackedIssuer,
  parent: ICertManagerIssuer,
  options: CertManagerIntermediateCaOptions,
): BackedIssuerConfig {
  const path = issuer.scope.node.path;
  requireCaSigner(path, parent);
  requireIssuerInReach(path, parent, issuer.secretNamespace);
  const duration = options.duration ?? shorter(DEFAULT_DURATION, parent.longestDuration);
  if (parent.longestDuration !== undefined) {
    const what = 'CertManagerBackend.intermediateOf: duration';
    requireShorterThanIssuer(path, what, goDuration(duration), goDuration(parent.longestDuration));
  }
  const { issuerName: name, issuerKind: kind, issuerGroup: group } = parent;
  const { certificate, config } = caCertificate(issuer, { name, kind, group }, { ...options, duration });
  certificate.addDependency(parent);
  return config;
}

function shorter(one: Duration, other: Duration = one): Duration {
  return other.toMilliseconds() < one.toMilliseconds() ? other : one;
}
