import { Duration } from 'cdk8s';
import type { RayPod } from '../kubernetes/ray-pod';

const UNATTENDED = Duration.days(365);
const RENEWED = Duration.days(90);
const VARIABLE = 'LEAF_SECONDS';

/** How long the leaves of pods live: as the user said, or for as long as it takes until something replaces the pod. */
export class LeafLife {
  private readonly renewed = new WeakSet<RayPod>();

  public constructor(private readonly given?: Duration) {}

  /** The longest that a leaf of any pod may live. */
  public get longest(): Duration {
    return this.given ?? UNATTENDED;
  }

  /** How long the leaf of a pod lives, as things stand. */
  public of(pod: RayPod): Duration {
    return this.given ?? (this.renewed.has(pod) ? RENEWED : UNATTENDED);
  }

  /** Shortens the leaves of pods that are replaced in time, unless the user said how long they live. */
  public shorten(pods: readonly RayPod[]): void {
    if (this.given !== undefined) return;
    for (const pod of pods) {
      this.renewed.add(pod);
      pod._replaceInitEnv({ name: VARIABLE, value: `${UNATTENDED.toSeconds()}` }, `${RENEWED.toSeconds()}`);
    }
  }
}
