import type { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { CertManagerCertificate, CertManagerCertificateOptions } from './certificate';

/** An issuer of cert-manager, its own or an external one: whoever answers CertificateRequests that refer to it. */
export interface ICertManagerIssuer extends IConstruct {
  /** The name of the issuer's object: `issuerRef.name`. */
  readonly issuerName: string;

  /** The kind of the issuer's object: `issuerRef.kind`. */
  readonly issuerKind: string;

  /** The API group of the issuer's object: `issuerRef.group`. */
  readonly issuerGroup: string;

  /** The only namespace that it serves; undefined if it serves all, or if that is not known at synth. */
  readonly issuerNamespace?: string;

  /** The longest that a leaf may be valid without outliving its CA's certificate; undefined if that is not known at synth. */
  readonly longestDuration?: Duration;

  /**
   * Whether `status.ca` of its CertificateRequests holds the CA that signed; undefined if that is not known at synth, and an explicit
   * trust bundle may be needed.
   */
  readonly returnsCa?: boolean;

  /**
   * A certificate for what is reached by DNS name: an ingress, a proxy, a client application. cert-manager renews it, in a Secret.
   *
   * It is no identity for Ray pods: Ray dials them by Pod IP, so that each needs a certificate of its own. See `RayTls.issuedBy`.
   *
   * @throws Error for what cert-manager would never issue or no TLS peer accepts
   */
  addCertificate(id: string, options: CertManagerCertificateOptions): CertManagerCertificate;
}
