import { ApiObject, Chart, type Duration, JsonPatch, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { ISSUER_KINDS } from '../../facts/issuer-kinds';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { CERT_MANAGER_GROUP } from '../../refusals/cert-manager/issuer-ref';
import { requireDns1123Label, requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import type { BackedIssuerConfig } from './backed-issuer';
import { CertManagerBackend } from './backend';
import { CertManagerCertificate, type CertManagerCertificateOptions } from './certificate';
import { guardRequests } from './guarded-issuers';
import type { ICertManagerIssuer } from './issuer-interface';
import { type CertManagerIssuerImportOptions, type CertManagerIssuerRef, IssuerReference } from './issuer-reference';
import { CertManagerIssuerScope } from './issuer-scope';
import { CertManagerRequestGuard } from './request-guard';
import { guardSecretWriters } from './secret-guard';

/** What a `CertManagerIssuer` is made from. */
export interface CertManagerIssuerProps {
  /**
   * Who signs.
   *
   * @default CertManagerBackend.ownCa()
   */
  readonly backend?: CertManagerBackend;

  /**
   * Whom it serves: its namespace alone, or the whole cluster.
   *
   * @default CertManagerIssuerScope.namespaced()
   */
  readonly serves?: CertManagerIssuerScope;

  /**
   * The name of the issuer.
   *
   * @default - made from the construct's path, and for a cluster-wide issuer from the chart's namespace too
   */
  readonly issuerName?: string;

  /**
   * Who may have it sign what. Choose `CertManagerRequestGuard.off()` for Kubernetes older than 1.30, and where you may not apply
   * cluster-scoped objects.
   *
   * @default CertManagerRequestGuard.on(); off where the chart of a namespaced issuer has no namespace
   */
  readonly requestGuard?: CertManagerRequestGuard;
}

/**
 * An issuer of cert-manager: what `RayTls.issuedBy` has every pod's certificate issued by, and `addCertificate` those of what is
 * reached by name.
 *
 * cert-manager 1.19.6, 1.20.3, 1.21 or newer must be installed in the cluster.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { CertManagerIssuer, RayTls, RayTlsCluster } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * const issuer = new CertManagerIssuer(chart, 'issuer');
 * new RayTlsCluster(chart, 'cluster', { tls: RayTls.issuedBy(issuer) });
 */
export class CertManagerIssuer extends Construct implements ICertManagerIssuer {
  /**
   * An Issuer that was made elsewhere, in the namespace of this chart.
   *
   * @throws Error for a name that no issuer can have
   */
  public static fromIssuerName(
    scope: Construct,
    id: string,
    issuerName: string,
    options: CertManagerIssuerImportOptions = {},
  ): ICertManagerIssuer {
    return CertManagerIssuer.fromIssuerRef(scope, id, { name: issuerName, kind: 'Issuer' }, options);
  }

  /**
   * A ClusterIssuer that was made elsewhere.
   *
   * @throws Error for a name that no issuer can have
   */
  public static fromClusterIssuerName(
    scope: Construct,
    id: string,
    issuerName: string,
    options: CertManagerIssuerImportOptions = {},
  ): ICertManagerIssuer {
    return CertManagerIssuer.fromIssuerRef(scope, id, { name: issuerName, kind: 'ClusterIssuer' }, options);
  }

  /**
   * An issuer of any kind that was made elsewhere: `{ name: 'corp', kind: 'AWSPCAClusterIssuer' }`. Of a kind that serves its own
   * namespace alone, it is in the namespace of this chart.
   *
   * What signs behind an issuer cannot be seen, unless the same app makes it: then one that is selfSigned or ACME is refused at synth.
   *
   * @throws Error for a kind that cert-manager's own group does not have, a group that is none, and the group of ACME
   */
  public static fromIssuerRef(
    scope: Construct,
    id: string,
    issuerRef: CertManagerIssuerRef,
    options: CertManagerIssuerImportOptions = {},
  ): ICertManagerIssuer {
    const { name, kind = 'Issuer' } = issuerRef;
    const known = ISSUER_KINDS.find((issuer) => issuer.kind === kind && (issuerRef.group ?? issuer.group) === issuer.group);
    const group = issuerRef.group ?? known?.group ?? CERT_MANAGER_GROUP;
    const issuerNamespace = known?.namespaced ? Chart.of(scope).namespace : undefined;
    return new IssuerReference(scope, id, { name, kind, group, issuerNamespace, ...options });
  }

  public readonly issuerName: string;
  public readonly issuerKind: string;
  public readonly issuerGroup = CERT_MANAGER_GROUP;
  public readonly issuerNamespace?: string;
  public readonly longestDuration?: Duration;
  public readonly returnsCa?: boolean;

  /** @internal */
  public readonly _signsNoCaBecause?: string;

  /** @throws Error for an invalid name and for what the backend refuses */
  public constructor(scope: Construct, id: string, props: CertManagerIssuerProps = {}) {
    super(scopeFor('CertManagerIssuer', scope, id), id);
    requireProps(this, 'CertManagerIssuer', props);
    const { _kind: kind, _resourceNamespace: resourceNamespace } = props.serves ?? CertManagerIssuerScope.namespaced();
    const chartNamespace = Chart.of(this).namespace;
    const clusterWide = resourceNamespace !== undefined;
    if (clusterWide) requireDns1123Label(this.node.path, 'serves: resourceNamespace', resourceNamespace, 'namespace');
    if (props.issuerName !== undefined) requireDns1123Subdomain(this.node.path, 'issuerName', props.issuerName, 'name of an issuer');

    const name = props.issuerName ?? (clusterWide ? this.clusterWideName(chartNamespace) : undefined);
    const issuer = new ApiObject(this, 'Resource', {
      apiVersion: `${CERT_MANAGER_GROUP}/v1`,
      kind,
      metadata: name === undefined ? undefined : { name },
      // The backend has to know the issuer's name, which this object makes.
      spec: Lazy.any({ produce: () => config.spec }),
    });
    // cdk8s gives every object its chart's namespace; a ClusterIssuer has none.
    if (clusterWide && chartNamespace !== undefined) issuer.addJsonPatch(JsonPatch.remove('/metadata/namespace'));

    const config: BackedIssuerConfig = (props.backend ?? CertManagerBackend.ownCa())._configure({
      scope: this,
      issuerName: issuer.name,
      secretNamespace: resourceNamespace ?? chartNamespace,
    });
    issuer.addDependency(...this.node.children.filter((child) => child !== issuer));
    this.issuerName = issuer.name;
    this.issuerKind = kind;
    this.issuerNamespace = clusterWide ? undefined : chartNamespace;
    this.longestDuration = config.longestDuration;
    this.returnsCa = config.returnsCa;
    this._signsNoCaBecause = config.signsNoCaBecause;
    guardSecretWriters(this);
    guardRequests(this, props.requestGuard ?? CertManagerRequestGuard.on(), props.requestGuard !== undefined);
  }

  public addCertificate(id: string, options: CertManagerCertificateOptions): CertManagerCertificate {
    return new CertManagerCertificate(this, id, { ...options, issuer: this });
  }

  /** Unique among all namespaces to which the same chart may go. */
  private clusterWideName(namespace: string | undefined): string {
    return Names.toDnsLabel(this, { extra: namespace === undefined ? [] : [namespace] });
  }
}

checkArguments('CertManagerIssuer', CertManagerIssuer);
