import { k8s } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { objectName } from '../../kubernetes/named-object';
import { checkArguments } from '../../refusals/api/arguments';
import { requireVaultMount } from '../../refusals/cert-manager/endpoint';
import { requireNotEmpty } from '../../refusals/cert-manager/required';
import { requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import type { BackedIssuer } from './backed-issuer';

/** How cert-manager logs in to Vault by AppRole. */
export interface CertManagerVaultAppRoleOptions {
  /** The role ID, which is no secret. */
  readonly roleId: string;

  /** The Secret that holds the secret ID. */
  readonly secretName: string | IConstruct;

  /**
   * The key of that Secret.
   *
   * @default 'secretId'
   */
  readonly secretKey?: string;

  /**
   * Where the auth method is mounted, as `vault auth list` shows it.
   *
   * @default 'approle'
   */
  readonly mountPath?: string;
}

/** How cert-manager logs in to Vault by a ServiceAccount. */
export interface CertManagerVaultKubernetesOptions {
  /** The role of Vault's Kubernetes auth method. */
  readonly role: string;

  /** A ServiceAccount in the issuer's namespace, or in cert-manager's cluster resource namespace for a cluster-wide issuer. */
  readonly serviceAccountName: string | IConstruct;

  /**
   * Audiences of the token beside Vault's address and `vault://<namespace>/<issuer>`, which cert-manager always asks for.
   *
   * @default - none
   */
  readonly audiences?: string[];

  /**
   * Where the auth method is mounted, as `vault auth list` shows it.
   *
   * @default 'kubernetes'
   */
  readonly mountPath?: string;

  /**
   * The ServiceAccount under which cert-manager runs, which is allowed to ask for tokens of `serviceAccountName`.
   *
   * @default 'cert-manager'
   */
  readonly certManagerServiceAccountName?: string;

  /**
   * The namespace in which cert-manager runs.
   *
   * @default 'cert-manager'
   */
  readonly certManagerNamespace?: string;
}

/** How cert-manager logs in to Vault by a ServiceAccount token that is kept in a Secret. */
export interface CertManagerVaultKubernetesTokenOptions {
  /** The role of Vault's Kubernetes auth method. */
  readonly role: string;

  /** The Secret that holds the token. */
  readonly secretName: string | IConstruct;

  /**
   * The key of that Secret.
   *
   * @default 'token'
   */
  readonly secretKey?: string;

  /**
   * Where the auth method is mounted, as `vault auth list` shows it.
   *
   * @default 'kubernetes'
   */
  readonly mountPath?: string;
}

/**
 * How cert-manager logs in to Vault. Every Secret is in the issuer's namespace, or in cert-manager's cluster resource namespace for a
 * cluster-wide issuer.
 */
export class CertManagerVaultAuth {
  /** A Vault token in a Secret, which somebody has to renew. */
  public static token(secretName: string | IConstruct, key = 'token'): CertManagerVaultAuth {
    return new CertManagerVaultAuth(({ scope }) => ({
      tokenSecretRef: secretKey(scope.node.path, 'CertManagerVaultAuth.token', secretName, key),
    }));
  }

  /** Vault's AppRole method. */
  public static appRole(options: CertManagerVaultAppRoleOptions): CertManagerVaultAuth {
    const { roleId, secretName, secretKey: key = 'secretId', mountPath = 'approle' } = options;
    return new CertManagerVaultAuth(({ scope }) => {
      requireNotEmpty(scope.node.path, 'CertManagerVaultAuth.appRole: roleId', roleId);
      return {
        appRole: {
          path: requireVaultMount(scope.node.path, 'CertManagerVaultAuth.appRole: mountPath', mountPath),
          roleId,
          secretRef: secretKey(scope.node.path, 'CertManagerVaultAuth.appRole', secretName, key),
        },
      };
    });
  }

  /**
   * Vault's Kubernetes method, with a token of 10 minutes that cert-manager asks for each time.
   *
   * Makes the Role and RoleBinding by which cert-manager may ask for tokens of that ServiceAccount and no other.
   */
  public static kubernetes(options: CertManagerVaultKubernetesOptions): CertManagerVaultAuth {
    const { role, mountPath = 'kubernetes', serviceAccountName, audiences } = options;
    const name = objectName('CertManagerVaultAuth.kubernetes', 'serviceAccountName', 'ServiceAccount', serviceAccountName);
    return new CertManagerVaultAuth((issuer) => {
      const path = issuer.scope.node.path;
      requireNotEmpty(path, 'CertManagerVaultAuth.kubernetes: role', role);
      requireDns1123Subdomain(path, 'CertManagerVaultAuth.kubernetes: serviceAccountName', name, 'ServiceAccount name');
      allowTokenRequests(issuer, name, options);
      return {
        kubernetes: {
          role,
          mountPath: kubernetesMount(path, 'CertManagerVaultAuth.kubernetes', mountPath),
          serviceAccountRef: { name, audiences },
        },
      };
    });
  }

  /** Vault's Kubernetes method, with a ServiceAccount token that does not expire by itself, kept in a Secret. Prefer `kubernetes`. */
  public static kubernetesToken(options: CertManagerVaultKubernetesTokenOptions): CertManagerVaultAuth {
    const { role, mountPath = 'kubernetes', secretName, secretKey: key = 'token' } = options;
    return new CertManagerVaultAuth(({ scope }) => {
      requireNotEmpty(scope.node.path, 'CertManagerVaultAuth.kubernetesToken: role', role);
      return {
        kubernetes: {
          role,
          mountPath: kubernetesMount(scope.node.path, 'CertManagerVaultAuth.kubernetesToken', mountPath),
          secretRef: secretKey(scope.node.path, 'CertManagerVaultAuth.kubernetesToken', secretName, key),
        },
      };
    });
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isVaultAuth: boolean = true;

  private constructor(
    /** @internal */
    public readonly _render: (issuer: BackedIssuer) => { readonly [field: string]: unknown },
  ) {}
}

interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** cert-manager wants the whole path for this method, and the mount alone for AppRole. */
function kubernetesMount(constructPath: string, factory: string, mountPath: string): string {
  return `/v1/auth/${requireVaultMount(constructPath, `${factory}: mountPath`, mountPath)}`;
}

function secretKey(constructPath: string, factory: string, secret: string | IConstruct, key: string): SecretKey {
  const name = objectName(constructPath, `${factory}: secretName`, 'Secret', secret);
  requireDns1123Subdomain(constructPath, `${factory}: secretName`, name, 'Secret name');
  return { name, key };
}

function allowTokenRequests(
  { scope, issuerName, secretNamespace: namespace }: BackedIssuer,
  serviceAccountName: string,
  options: CertManagerVaultKubernetesOptions,
): void {
  const metadata = { name: `${issuerName}-vault-token`, namespace };
  const role = new k8s.KubeRole(scope, 'vault-token-role', {
    metadata,
    rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [serviceAccountName], verbs: ['create'] }],
  });
  new k8s.KubeRoleBinding(scope, 'vault-token-binding', {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
    subjects: [
      {
        kind: 'ServiceAccount',
        name: options.certManagerServiceAccountName ?? 'cert-manager',
        namespace: options.certManagerNamespace ?? 'cert-manager',
      },
    ],
  });
}

checkArguments('CertManagerVaultAuth', CertManagerVaultAuth);
