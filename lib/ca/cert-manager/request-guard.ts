import { checkArguments } from '../../refusals/api/arguments';
/** Who beside the app's own clusters may have certificates signed. */
export interface CertManagerRequestGuardOptions {
  /**
   * Namespaces in which other apps use the issuer too. Every pod and every Certificate there may have leaves signed, but no CA.
   *
   * @default - none
   */
  readonly alsoFrom?: string[];
}

/**
 * Whether a ValidatingAdmissionPolicy limits who may have an issuer sign what.
 *
 * Without such a policy, everybody who may create CertificateRequests can request the certificate of a CA, and cert-manager's default approver
 * approves the request. The Helm chart of cert-manager gives that right to the role `edit` of every namespace.
 */
export class CertManagerRequestGuard {
  /**
   * A ValidatingAdmissionPolicy (Kubernetes 1.30 or newer) for the requests to this issuer. The API server accepts requests
   *
   * - from the pods of the app's clusters: each pod for itself, by a token that is bound to it, for a leaf with at most the usages `digital
   *   signature`, `key encipherment`, `server auth` and `client auth`, and for at most the `duration` of `RayTls.issuedBy`;
   * - from cert-manager, for the Certificates that the app declares, with the declared usages and at most the declared duration.
   *
   * The policy cannot see the names and addresses in a request: a pod can request any of them.
   */
  public static on(options: CertManagerRequestGuardOptions = {}): CertManagerRequestGuard {
    return new CertManagerRequestGuard(true, options.alsoFrom ?? []);
  }

  /** No policy: whoever may create CertificateRequests can request every certificate, that of a CA included. */
  public static off(): CertManagerRequestGuard {
    return new CertManagerRequestGuard(false, []);
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isCertManagerRequestGuard: boolean = true;

  private constructor(
    /** @internal */
    public readonly _isOn: boolean,
    /** @internal */
    public readonly _alsoFrom: readonly string[],
  ) {}
}

checkArguments('CertManagerRequestGuard', CertManagerRequestGuard);
