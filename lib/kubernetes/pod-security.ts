import { checkArguments } from '../refusals/api/arguments';
import { invalid } from '../refusals/invalid';
import type { PlainObject } from './plain-json';

/** The user of the images of the Ray project. Their USER is the name `ray`, so the kubelet needs the number for `runAsNonRoot`. */
const RAY_UID = 1000;
const LARGEST_UID = 2 ** 31 - 1;
/** The capability that the API server refuses together with `allowPrivilegeEscalation: false`, in both of its spellings. */
const SYS_ADMIN = ['SYS_ADMIN', 'CAP_SYS_ADMIN'];

/**
 * The privileges of Ray's containers, which run whatever code they are sent.
 *
 * A pod template that sets a field of a `securityContext` itself keeps its value.
 */
export class RayPodSecurity {
  /**
   * The rules of Pod Security `restricted`: no privilege escalation, no capabilities, seccomp `RuntimeDefault`, not root. `sudo`, `apt-get install`,
   * and py-spy and memray in the dashboard, do not work then.
   *
   * @param runAsUser the uid of Ray's containers and of whatever reads their private key; that of the Ray project's images by default
   * @throws Error, when attached, for a uid that is not a whole number from 1 to 2147483647
   */
  public static restricted(runAsUser: number = RAY_UID): RayPodSecurity {
    return new RayPodSecurity(true, runAsUser);
  }

  /**
   * The same without a uid anywhere, for platforms that assign one to each namespace, as `restricted-v2` of OpenShift does. Elsewhere the kubelet
   * refuses to start images whose USER is a name, such as those of the Ray project.
   */
  public static assignedUser(): RayPodSecurity {
    return new RayPodSecurity(true);
  }

  /** Nothing beyond what the pod templates set: for images that run as root, and for tasks that use `sudo`. */
  public static unrestricted(): RayPodSecurity {
    return new RayPodSecurity(false, RAY_UID);
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayPodSecurity: boolean = true;

  private constructor(
    private readonly hardens: boolean,
    /**
     * The uid of containers that run scripts of this library; undefined where the platform assigns one.
     *
     * @internal
     */
    public readonly _user?: number,
  ) {}

  /** @internal */
  public _validate(constructPath: string): void {
    const { _user: user } = this;
    if (user === undefined || (Number.isInteger(user) && user >= 1 && user <= LARGEST_UID)) return;
    throw invalid(constructPath, {
      what: 'podSecurity: runAsUser',
      got: user,
      because: user === 0 ? 'Pod Security restricted does not allow root' : 'a uid is a whole number from 1 to 2147483647',
      fix: user === 0 ? 'name another uid, or use RayPodSecurity.unrestricted()' : `name one, such as ${RAY_UID}`,
    });
  }

  /**
   * The `securityContext` of a Ray container: what the template sets for the container or the pod, and hardening where it sets nothing.
   *
   * @internal
   */
  public _contextFor(podContext: PlainObject, given: PlainObject): PlainObject | undefined {
    if (!this.hardens || given.privileged === true) return Object.keys(given).length === 0 ? undefined : given;
    const set = { ...podContext, ...given };
    // The kubelet would refuse to start root under runAsNonRoot, and an image's own user may be root.
    const isRoot = set.runAsUser === 0 || (set.runAsUser === undefined && set.runAsNonRoot === false);
    const added = given.capabilities?.add ?? [];
    return {
      ...(set.runAsUser === undefined && !isRoot && this._user !== undefined ? { runAsUser: this._user } : {}),
      ...(set.runAsNonRoot === undefined && !isRoot ? { runAsNonRoot: true } : {}),
      ...(added.some((name: string) => SYS_ADMIN.includes(name)) ? {} : { allowPrivilegeEscalation: false }),
      ...(set.seccompProfile === undefined ? { seccompProfile: { type: 'RuntimeDefault' } } : {}),
      ...given,
      capabilities: { drop: ['ALL'], ...given.capabilities },
    };
  }
}

checkArguments('RayPodSecurity', RayPodSecurity);
