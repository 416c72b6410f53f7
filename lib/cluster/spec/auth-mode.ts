import type { PlainObject } from '../../kubernetes/plain-json';
import type { RayPod } from '../../kubernetes/ray-pod';
import { rayVersionAtLeast } from '../../refusals/cluster/ray-version';
import { invalid } from '../../refusals/invalid';

/** The variable that turns Ray's token authentication on or off, for servers and clients. */
export const AUTH_MODE = 'RAY_AUTH_MODE';
const DISABLED = { name: AUTH_MODE, value: 'disabled' };
const SINCE = '2.52.0';

/** The variable for a cluster without token authentication; empty for Ray before 2.52, which does not know it. */
export function disabledAuthMode(rayVersion: string): { readonly name: string; readonly value: string }[] {
  return rayVersionAtLeast(rayVersion, SINCE) ? [DISABLED] : [];
}

/**
 * Whether a cluster asks for a token. KubeRay sets the mode only where it does. An unset mode means another thing in each version: Ray 2.59 turns
 * authentication on for some processes, and Ray 2.61 for all of them (announced).
 */
export class AuthMode {
  private readonly pods: RayPod[] = [];

  /** @param spec the spec of the RayCluster, whose `authOptions` this owns */
  public constructor(
    private readonly spec: PlainObject,
    private readonly rayVersion: string,
  ) {}

  /** Sets the mode in the Ray processes of a pod, also of a client's pod. */
  public explicitIn(pod: RayPod): void {
    this.pods.push(pod);
    if (this.spec.authOptions?.mode === 'token') return;
    for (const variable of disabledAuthMode(this.rayVersion)) pod._defaultEnv(variable);
  }

  /** Turns token authentication on. KubeRay then sets the variables where they are missing. */
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
