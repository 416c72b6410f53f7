import { checkArguments } from '../../refusals/api/arguments';
import { invalid } from '../../refusals/invalid';

const MOST = 1000;

/** In which order workers and their replacements go and come. */
export class RayWorkerReplacement {
  /**
   * So many workers at once end their work and go, then their replacements come: the cluster is short of them for that time, and needs no
   * room beside them.
   *
   * @throws Error, when attached: no whole number from 1 to 1000
   */
  public static inPlace(atOnce = 1): RayWorkerReplacement {
    return new RayWorkerReplacement('inPlace', atOnce, false);
  }

  /**
   * So many replacements come first, then as many workers end their work and go: there is never a worker too few, where Kubernetes has room
   * for the others beside them.
   *
   * The workers lose KubeRay's label `ray.io/cluster`, so that KubeRay counts them no more, and go on as nodes of the Ray cluster.
   *
   * @throws Error, when attached: no whole number from 1 to 1000; a cluster with autoscaling, whose autoscaler would miss them
   */
  public static surge(extra = 1): RayWorkerReplacement {
    return new RayWorkerReplacement('surge', extra, true);
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayWorkerReplacement: boolean = true;

  private constructor(
    private readonly factory: string,
    /** @internal */
    public readonly _atOnce: number,
    /** @internal */
    public readonly _surges: boolean,
  ) {}

  /** @internal */
  public _validate(constructPath: string, isAutoscaled: boolean): void {
    const what = `workers: RayWorkerReplacement.${this.factory}`;
    if (!Number.isInteger(this._atOnce) || this._atOnce < 1 || this._atOnce > MOST) {
      throw invalid(constructPath, {
        what,
        got: this._atOnce,
        because: 'it is the number of workers that are replaced at once',
        fix: `choose a whole number from 1 to ${MOST}`,
      });
    }
    if (!this._surges || !isAutoscaled) return;
    throw invalid(constructPath, {
      what,
      because: "Ray's autoscaler counts its workers by the label that is taken from them, and would not know those that are still at work",
      fix: 'use RayWorkerReplacement.inPlace(...)',
    });
  }
}

checkArguments('RayWorkerReplacement', RayWorkerReplacement);
