import type { k8s } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { namedObjectOf, objectName } from '../kubernetes/named-object';
import { checkArguments } from '../refusals/api/arguments';
import { invalid } from '../refusals/invalid';
import { requireGrantableSubject } from '../refusals/names/ray-subject';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Who is granted access: whom a Kubernetes token proves, as the API server names them. */
export class RaySubject {
  /**
   * A ServiceAccount, whose tokens `kubectl create token` makes.
   *
   * @param name its name, or itself, made in this app
   * @param namespace the namespace that it lives in; its own, or the cluster's, unless given
   */
  public static serviceAccount(name: string | IConstruct, namespace?: string): RaySubject {
    const label = 'RaySubject.serviceAccount';
    if (typeof name === 'string') return new RaySubject('ServiceAccount', name, namespace);
    const account = objectName(label, 'name', 'ServiceAccount', name);
    const own = namedObjectOf(name)!.namespace;
    if (namespace !== undefined && own !== undefined && namespace !== own) {
      throw invalid(label, {
        what: 'namespace',
        got: namespace,
        because: `the ServiceAccount '${account}' is in '${own}'`,
        fix: 'leave it out',
      });
    }
    return new RaySubject('ServiceAccount', account, namespace ?? own, true);
  }

  /**
   * A subject, or what stands for one: a ServiceAccount of any cdk8s-plus, an ApiObject, and cdk8s-plus' users and groups.
   *
   * @internal
   */
  public static _of(constructPath: string, subject: RaySubject | IConstruct): RaySubject {
    if (subject instanceof RaySubject) return subject;
    const object = namedObjectOf(subject);
    if (object?.kind === 'ServiceAccount') return RaySubject.serviceAccount(subject);
    if (object?.kind === 'User') return RaySubject.user(object.name);
    if (object?.kind === 'Group') return RaySubject.group(object.name);
    const { serviceAccount } = subject as IConstruct & { serviceAccount?: IConstruct };
    throw invalid(constructPath, {
      what: 'subject',
      got: subject,
      because: 'it must be a ServiceAccount, or a RaySubject',
      fix: serviceAccount === undefined ? 'pass the ServiceAccount that its pods run under' : 'pass its serviceAccount',
    });
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
    private readonly isObject = false,
  ) {}

  /**
   * The subject of a RoleBinding.
   *
   * @throws Error for a name that cannot be one, and for those without a token
   * @internal
   */
  public _toJson(constructPath: string, clusterNamespace: string): k8s.Subject {
    const { kind, name } = this;
    this.requireKnownNamespace(constructPath, clusterNamespace);
    const subject: k8s.Subject =
      kind === 'ServiceAccount' ? { kind, name, namespace: this.namespace ?? clusterNamespace } : { kind, name, apiGroup: RBAC_GROUP };
    requireGrantableSubject(constructPath, subject);
    return subject;
  }

  /** Another account of the same name must not be let in for one whose namespace only kubectl knows. */
  private requireKnownNamespace(constructPath: string, clusterNamespace: string): void {
    if (!this.isObject || this.namespace !== undefined || clusterNamespace === '') return;
    throw invalid(constructPath, {
      what: `subject: the namespace of the ServiceAccount '${this.name}'`,
      because: `its chart has none, and the cluster is in '${clusterNamespace}'`,
      fix: 'give its chart a namespace, or pass RaySubject.serviceAccount(account, namespace)',
    });
  }
}

checkArguments('RaySubject', RaySubject);
