import type { TrustBundle } from './trust-bundle';

/** Options for a certificate that is taken from a Secret. */
export interface RayTlsFromSecretOptions {
  /**
   * CAs that peers may have beside the one that signed this certificate: the next one before it signs, the last one until no leaf of it is left
   * (docs/rotation.md).
   *
   * @default - none: of the Secret's CAs, pods trust only the one that signed the certificate
   */
  readonly additionalTrust?: TrustBundle[];
}
