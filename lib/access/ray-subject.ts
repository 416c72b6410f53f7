import type { k8s } from 'cdk8s-plus-28';
import { checkArguments } from '../refusals/api/arguments';
import { requireGrantableSubject } from '../refusals/names/ray-subject';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Who is granted access: whom a Kubernetes token proves, as the API server names them. */
export class RaySubject {
  /**
   * A ServiceAccount, whose tokens `kubectl create token` makes.
   *
   * @param namespace the namespace that it lives in; the cluster's unless given
   */
  public static serviceAccount(name: string, namespace?: string): RaySubject {
    return new RaySubject('ServiceAccount', name, namespace);
  }

  /** A user, by the name that the API server has for them: that of a certificate, of an OIDC token, of a cloud's IAM. */
  public static user(name: string): RaySubject {
    return new RaySubject('User', name);
  }

  /** A group, by the name that the API server has for it. */
  public static group(name: string): RaySubject {
    return new RaySubject('Group', name);
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRaySubject: boolean = true;

  private constructor(
    private readonly kind: string,
    private readonly name: string,
    private readonly namespace?: string,
  ) {}

  /**
   * The subject of a RoleBinding.
   *
   * @throws Error for a name that cannot be one, and for those without a token
   * @internal
   */
  public _toJson(constructPath: string, clusterNamespace: string): k8s.Subject {
    const { kind, name } = this;
    const subject: k8s.Subject =
      kind === 'ServiceAccount' ? { kind, name, namespace: this.namespace ?? clusterNamespace } : { kind, name, apiGroup: RBAC_GROUP };
    requireGrantableSubject(constructPath, subject);
    return subject;
  }
}

checkArguments('RaySubject', RaySubject);
