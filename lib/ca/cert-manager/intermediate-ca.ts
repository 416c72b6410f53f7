import { Duration } from 'cdk8s';
import { requireCaSigner } from '../../refusals/cert-manager/ca-signer';
import { requireShorterThanIssuer } from '../../refusals/cert-manager/durations';
import { requireIssuerInReach } from '../../refusals/cert-manager/issuer-reach';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { type CertManagerCaOptions, caCertificate } from './ca-certificate';
import { goDuration } from './go-duration';
import type { ICertManagerIssuer } from './issuer-interface';

/** Options of the intermediate CA that cert-manager requests for an issuer. */
export interface CertManagerIntermediateCaOptions extends CertManagerCaOptions {
  /**
   * How long the CA certificate is valid. The issuer above may sign a shorter one.
   *
   * @default - five years, or the longest that the issuer above allows, if that is known and shorter
   */
  readonly duration?: Duration;
}

const DEFAULT_DURATION = Duration.days(1825);

/** Creates a CA Certificate that another issuer signs. */
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
