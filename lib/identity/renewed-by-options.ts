import type { Duration } from 'cdk8s';
import type { KeyAlgorithm } from '../ca/key-algorithm';
import type { TrustBundle } from './trust-bundle';

/** How the certificate is that cert-manager keeps renewing for a workload. */
export interface RayTlsRenewedByOptions {
  /**
   * How long it is valid, at least an hour.
   *
   * @default - 90 days
   */
  readonly duration?: Duration;

  /**
   * How long before its end it is renewed, at least 5 minutes.
   *
   * @default - a third of its lifetime
   */
  readonly renewBefore?: Duration;

  /**
   * The kind of its private key.
   *
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;

  /**
   * The CA certificates by which the workload verifies the Ray cluster, for issuers that return none.
   *
   * @default - the CA that the issuer returns with the certificate
   */
  readonly trustBundle?: TrustBundle;
}
