import type { PlainObject } from '../../kubernetes/plain-json';
import type { RayPod } from '../../kubernetes/ray-pod';
import { rayVersionAtLeast } from '../../refusals/cluster/ray-version';
import { invalid } from '../../refusals/invalid';

/** The variable by which a Ray process asks for tokens, and shows one. */
export const AUTH_MODE = 'RAY_AUTH_MODE';
const DISABLED = { name: AUTH_MODE, value: 'disabled' };
const SINCE = '2.52.0';

/** The mode of processes of a cluster that asks for no token: none, where Ray knows of none. */
export function disabledAuthMode(rayVersion: string): { readonly name: string; readonly value: string }[] {
  return rayVersionAtLeast(rayVersion, SINCE) ? [DISABLED] : [];
}

/**
 * Whether the processes of a cluster ask for a token. KubeRay says so where they do; where they do not, it says nothing, and what that
 * means depends on the version: from Ray 2.59 on some processes ask unasked, from 2.61 on all of them (announced).
 */
export class AuthMode {
  private readonly pods: RayPod[] = [];

  /** @param spec the spec of the RayCluster, whose `authOptions` this owns */
  public constructor(
    private readonly spec: PlainObject,
    private readonly rayVersion: string,
  ) {}

  /** Has the processes of a pod, a client's too, say which mode they are in. */
  public explicitIn(pod: RayPod): void {
    this.pods.push(pod);
    if (this.spec.authOptions?.mode === 'token') return;
    for (const variable of disabledAuthMode(this.rayVersion)) pod._defaultEnv(variable);
  }

  /** Has the cluster ask for tokens; KubeRay then sets the variables, where they are missing. */
  public set(constructPath: string, authOptions: PlainObject, setBy: string): void {
    if (this.spec.authOptions !== undefined) {
      throw invalid(constructPath, {
        what: 'authOptions',
        got: this.spec.authOptions,
        because: `${setBy} sets them too, and a cluster has one kind of token`,
        fix: 'remove one of the two',
      });
    }
    this.spec.authOptions = authOptions;
    for (const pod of this.pods) pod._withdrawDefaultEnv(AUTH_MODE);
  }
}
