import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { CERT_MANAGER_GROUP, requireIssuerRef } from '../../refusals/cert-manager/issuer-ref';
import { requireSigningIssuer } from '../../refusals/cert-manager/signing-issuer';
import { CertManagerCertificate, type CertManagerCertificateOptions } from './certificate';
import { guardRequests } from './guarded-issuers';
import type { ICertManagerIssuer } from './issuer-interface';
import type { CertManagerRequestGuard } from './request-guard';

/** An issuer that was made elsewhere. */
export interface CertManagerIssuerRef {
  /** Its name. */
  readonly name: string;

  /**
   * Its kind: `Issuer`, `ClusterIssuer`, or that of an external issuer, such as `AWSPCAClusterIssuer`.
   *
   * @default 'Issuer'
   */
  readonly kind?: string;

  /**
   * Its API group, without a version.
   *
   * @default - that of the kind, for those of cert-manager, AWS Private CA, Google CAS and step-ca; 'cert-manager.io' for others
   */
  readonly group?: string;
}

/** Options for an issuer that was made elsewhere. */
export interface CertManagerIssuerImportOptions {
  /**
   * Who may have it sign what. `CertManagerRequestGuard.on()` denies the requests of everything that is not part of this app.
   *
   * @default CertManagerRequestGuard.off()
   */
  readonly requestGuard?: CertManagerRequestGuard;
}

interface ImportedIssuer extends Required<CertManagerIssuerRef>, CertManagerIssuerImportOptions {
  readonly issuerNamespace?: string;
}

/** An issuer that was made elsewhere, by its reference alone. */
export class IssuerReference extends Construct implements ICertManagerIssuer {
  public readonly issuerName: string;
  public readonly issuerKind: string;
  public readonly issuerGroup: string;

  public readonly issuerNamespace?: string;

  public constructor(scope: Construct, id: string, issuer: ImportedIssuer) {
    super(scope, id);
    const { name, kind, group, issuerNamespace, requestGuard } = issuer;
    requireIssuerRef(this.node.path, { name, kind, group });
    this.issuerName = name;
    this.issuerKind = kind;
    this.issuerGroup = group;
    this.issuerNamespace = issuerNamespace;
    guardReferences(this.node.root);
    if (requestGuard !== undefined) guardRequests(this, requestGuard, true);
  }

  public addCertificate(id: string, options: CertManagerCertificateOptions): CertManagerCertificate {
    return new CertManagerCertificate(this, id, { ...options, issuer: this });
  }

  /** @internal */
  public _refersTo(object: ApiObject): boolean {
    const sameNamespace = this.issuerNamespace === undefined || this.issuerNamespace === object.metadata.namespace;
    return object.apiGroup === this.issuerGroup && object.kind === this.issuerKind && object.name === this.issuerName && sameNamespace;
  }
}

const guarded = new WeakSet<IConstruct>();

/** Has synth refuse unfit issuers that are referred to. Most are made elsewhere and cannot be seen; one of the same app can. */
function guardReferences(root: IConstruct): void {
  if (guarded.has(root)) return;
  guarded.add(root);
  root.node.addValidation({
    validate: () => {
      const constructs = root.node.findAll();
      const issuers = constructs.filter(isIssuer);
      for (const reference of constructs.filter((construct) => construct instanceof IssuerReference)) {
        const issuer = issuers.find((object) => reference._refersTo(object));
        if (issuer !== undefined) requireSigningIssuer(reference.node.path, issuer.toJson());
      }
      return [];
    },
  });
}

function isIssuer(construct: IConstruct): construct is ApiObject {
  return (
    ApiObject.isApiObject(construct) && construct.apiGroup === CERT_MANAGER_GROUP && ['Issuer', 'ClusterIssuer'].includes(construct.kind)
  );
}
