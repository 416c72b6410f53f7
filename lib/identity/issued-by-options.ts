import type { Duration } from 'cdk8s';
import type { KeyAlgorithm } from '../ca/key-algorithm';
import type { TrustBundle } from './trust-bundle';

/** How the leaves are that an issuer of cert-manager makes for each pod. */
export interface RayTlsIssuedByOptions {
  /**
   * The kind of each pod's private key.
   *
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;

  /**
   * How long a leaf is valid, from the start of its pod on; 1 hour to 10 years. A pod refuses a leaf that its issuer made to end sooner.
   *
   * Ray reads its certificate once, so a pod that outlives its leaf is refused by every peer that it meets anew.
   *
   * @default - 365 days; 90 days for pods that a `RayTlsRotation` with a daily or weekly schedule replaces
   */
  readonly duration?: Duration;

  /**
   * DNS names that the head's leaf carries beside the head service's own, for clients that reach it by another name.
   *
   * @default - none
   */
  readonly dnsNames?: string[];

  /**
   * CAs that peers may have beside the issuer's: the next one before it signs, the last one until no leaf of it is left (docs/rotation.md).
   *
   * @default - none: peers have this issuer's leaves alone
   */
  readonly additionalTrust?: TrustBundle[];

  /**
   * The CA certificates by which the pods verify each other, for issuers that return none, and for CAs that are about to be replaced.
   *
   * @default - the CA that the issuer returns with each certificate
   */
  readonly trustBundle?: TrustBundle;

  /**
   * How long a pod waits for the issuer before it says what it waits for, and begins anew; 5 seconds to 1 hour.
   *
   * @default Duration.minutes(2)
   */
  readonly issueTimeout?: Duration;
}
