import type { IConstruct } from 'constructs';
import { objectName } from '../../kubernetes/named-object';
import { checkArguments } from '../../refusals/api/arguments';
import { requireCaBundle } from '../../refusals/cert-manager/ca-bundle';
import { requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';

/** The CA certificates by which cert-manager verifies the server that it has certificates signed by. */
export class CertManagerCaBundle {
  /** PEM text, which stands in the manifest as it is. */
  public static fromPem(pem: string): CertManagerCaBundle {
    return new CertManagerCaBundle((constructPath) => {
      requireCaBundle(constructPath, 'serverTrust', pem);
      return { caBundle: Buffer.from(pem).toString('base64') };
    });
  }

  /** A key of a Secret in the issuer's namespace, or in cert-manager's cluster resource namespace for a cluster-wide issuer. */
  public static fromSecret(secretName: string | IConstruct, key = 'ca.crt'): CertManagerCaBundle {
    const name = objectName('CertManagerCaBundle.fromSecret', 'secretName', 'Secret', secretName);
    return new CertManagerCaBundle((constructPath) => {
      requireDns1123Subdomain(constructPath, 'serverTrust', name, 'Secret name');
      return { caBundleSecretRef: { name, key } };
    });
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isCertManagerCaBundle: boolean = true;

  private constructor(
    /** @internal */
    public readonly _render: (constructPath: string) => { readonly [field: string]: any },
  ) {}
}

checkArguments('CertManagerCaBundle', CertManagerCaBundle);
