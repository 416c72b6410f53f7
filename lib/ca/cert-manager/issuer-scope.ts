import { checkArguments } from '../../refusals/api/arguments';
/** Where the Secrets of a cluster-wide issuer are. */
export interface CertManagerClusterWideOptions {
  /**
   * cert-manager's cluster resource namespace, as its flag `--cluster-resource-namespace` has it: where it looks for the
   * Secrets of every ClusterIssuer.
   *
   * @default 'cert-manager'
   */
  readonly resourceNamespace?: string;
}

/** Whom an issuer of cert-manager serves: one namespace, or the whole cluster. */
export class CertManagerIssuerScope {
  /**
   * An Issuer: it serves the namespace of its chart alone, and its Secrets are there.
   *
   * Whoever may create pods in that namespace can mount the key of a CA that lives there.
   */
  public static namespaced(): CertManagerIssuerScope {
    return new CertManagerIssuerScope('Issuer');
  }

  /** A ClusterIssuer: it serves every namespace, and its Secrets are in cert-manager's own, out of reach of Ray's users. */
  public static clusterWide(options: CertManagerClusterWideOptions = {}): CertManagerIssuerScope {
    return new CertManagerIssuerScope('ClusterIssuer', options.resourceNamespace ?? 'cert-manager');
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isCertManagerIssuerScope: boolean = true;

  private constructor(
    /** @internal */
    public readonly _kind: string,
    /** @internal */
    public readonly _resourceNamespace?: string,
  ) {}
}

checkArguments('CertManagerIssuerScope', CertManagerIssuerScope);
