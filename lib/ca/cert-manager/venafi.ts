import type { IConstruct } from 'constructs';
import { objectName } from '../../kubernetes/named-object';
import { checkArguments } from '../../refusals/api/arguments';
import { requireEndpoint } from '../../refusals/cert-manager/endpoint';
import { requireNotEmpty } from '../../refusals/cert-manager/required';
import { requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import type { BackedIssuer } from './backed-issuer';
import type { CertManagerCaBundle } from './ca-bundle';

/** Where CyberArk Certificate Manager (Venafi) signs. */
export interface CertManagerVenafiOptions {
  /** The policy zone, such as `DevOps\\Ray`; it decides what may be requested, IP SANs included. */
  readonly zone: string;

  /** The server, and how cert-manager logs in. */
  readonly connection: CertManagerVenafiConnection;
}

/** How cert-manager reaches a self-hosted CyberArk Certificate Manager (Venafi TPP). */
export interface CertManagerVenafiTppOptions {
  /** The address of its `vedsdk` API, such as `https://tpp.example.com/vedsdk`. */
  readonly url: string;

  /** The Secret with the key `access-token`, or with `username` and `password`. */
  readonly credentialsSecretName: string | IConstruct;

  /**
   * The CA certificates by which the server itself is verified.
   *
   * @default - those that the container of cert-manager trusts
   */
  readonly serverTrust?: CertManagerCaBundle;
}

/** How cert-manager reaches CyberArk Certificate Manager as a service (Venafi Cloud). */
export interface CertManagerVenafiCloudOptions {
  /** The Secret that holds the API token. */
  readonly apiTokenSecretName: string | IConstruct;

  /**
   * The key of that Secret.
   *
   * @default 'api-key'
   */
  readonly apiTokenSecretKey?: string;

  /**
   * The address of the service.
   *
   * @default - cert-manager's own, `https://api.venafi.cloud/`
   */
  readonly url?: string;
}

/**
 * Which CyberArk Certificate Manager (Venafi) it is. Every Secret is in the issuer's namespace, or in cert-manager's cluster
 * resource namespace for a cluster-wide issuer.
 */
export class CertManagerVenafiConnection {
  /** Self-hosted: Trust Protection Platform. */
  public static tpp(options: CertManagerVenafiTppOptions): CertManagerVenafiConnection {
    const { url, credentialsSecretName } = options;
    const name = objectName('CertManagerVenafiConnection.tpp', 'credentialsSecretName', 'Secret', credentialsSecretName);
    return new CertManagerVenafiConnection((constructPath) => {
      requireEndpoint(constructPath, 'CertManagerVenafiConnection.tpp: url', url);
      requireDns1123Subdomain(constructPath, 'CertManagerVenafiConnection.tpp: credentialsSecretName', name, 'Secret name');
      return { tpp: { url, credentialsRef: { name }, ...options.serverTrust?._render(constructPath) } };
    });
  }

  /** As a service. */
  public static cloud(options: CertManagerVenafiCloudOptions): CertManagerVenafiConnection {
    const { url, apiTokenSecretName, apiTokenSecretKey: key = 'api-key' } = options;
    const name = objectName('CertManagerVenafiConnection.cloud', 'apiTokenSecretName', 'Secret', apiTokenSecretName);
    return new CertManagerVenafiConnection((constructPath) => {
      if (url !== undefined) requireEndpoint(constructPath, 'CertManagerVenafiConnection.cloud: url', url);
      requireDns1123Subdomain(constructPath, 'CertManagerVenafiConnection.cloud: apiTokenSecretName', name, 'Secret name');
      return { cloud: { url, apiTokenSecretRef: { name, key } } };
    });
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isVenafiConnection: boolean = true;

  private constructor(
    /** @internal */
    public readonly _render: (constructPath: string) => { readonly [field: string]: unknown },
  ) {}
}

/** `spec.venafi` of an issuer. */
export function venafi(issuer: BackedIssuer, options: CertManagerVenafiOptions): { readonly [field: string]: unknown } {
  const path = issuer.scope.node.path;
  requireNotEmpty(path, 'CertManagerBackend.venafi: zone', options.zone);
  return { zone: options.zone, ...options.connection._render(path) };
}

checkArguments('CertManagerVenafiConnection', CertManagerVenafiConnection);
