import type { Duration } from 'cdk8s';
import type { KeyAlgorithm } from '../ca/key-algorithm';
import type { TrustBundle } from './trust-bundle';

/** How the leaves are that a `RayTlsCa` signs. */
export interface RayTlsSignedByOptions {
  /**
   * The kind of each pod's private key.
   *
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;

  /**
   * How long a leaf is valid, from the start of its pod on; 1 minute to 10 years, and never longer than its CA.
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
   * CAs that peers may have beside this one: the next one before it signs, the last one until no leaf of it is left (docs/rotation.md).
   *
   * @default - none: peers have this CA's leaves alone
   */
  readonly additionalTrust?: TrustBundle[];
}
