import type { Duration } from 'cdk8s';
import type { PlainObject } from '../../kubernetes/plain-json';
import { checkArguments } from '../../refusals/api/arguments';
import { requireWholeSeconds } from '../../refusals/job/numbers';
import { requireIncrementalUpgrade } from '../../refusals/service/upgrade';

/** How requests move to a new cluster step by step. */
export interface RayIncrementalUpgradeOptions {
  /** The GatewayClass, of the Gateway API, by which KubeRay splits the requests. */
  readonly gatewayClassName: string;

  /** How many percent of the requests move at each step: 1 to 100. */
  readonly stepSizePercent: number;

  /** How long a step takes at least, in whole seconds. */
  readonly interval: Duration;

  /**
   * By how many percent the new cluster is scaled up before each step: `stepSizePercent` to 100.
   *
   * @default 100, as in KubeRay
   */
  readonly maxSurgePercent?: number;
}

/**
 * What KubeRay does when a RayService's cluster changes.
 *
 * The pods of both clusters get their certificates from one CA or issuer, so that clients that trust it reach either. (With
 * `RayTls.managedByKubeRay` each cluster has a CA of its own.)
 */
export class RayServiceUpgrade {
  /** A second cluster is made, takes over when it serves, and the first is deleted: KubeRay's default. No request is lost. */
  public static newCluster(): RayServiceUpgrade {
    return new RayServiceUpgrade(() => ({ type: 'NewCluster' }));
  }

  /**
   * A second cluster is made and takes over step by step; needs autoscaling, the Gateway API, and up to KubeRay 1.6 the feature gate
   * `RayServiceIncrementalUpgrade`.
   *
   * KubeRay then makes a serve service for each cluster, and a Gateway `<name>-gateway` before them.
   *
   * @throws Error, when attached: percentages that make no sense, a cluster without autoscaling
   */
  public static incremental(options: RayIncrementalUpgradeOptions): RayServiceUpgrade {
    return new RayServiceUpgrade((path, clusterSpec) => {
      const { gatewayClassName, stepSizePercent, interval, maxSurgePercent = 100 } = options;
      const intervalSeconds = requireWholeSeconds(path, 'upgrade: interval', interval, 1);
      const clusterUpgradeOptions = { gatewayClassName, stepSizePercent, intervalSeconds, maxSurgePercent };
      requireIncrementalUpgrade(path, clusterUpgradeOptions, clusterSpec.enableInTreeAutoscaling === true);
      return { type: 'NewClusterWithIncrementalUpgrade', clusterUpgradeOptions };
    });
  }

  /** Nothing: a changed cluster is not made until the RayService is deleted. For what cannot run twice, such as on scarce GPUs. */
  public static none(): RayServiceUpgrade {
    return new RayServiceUpgrade(() => ({ type: 'None' }));
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayServiceUpgrade: boolean = true;

  private constructor(private readonly produce: (constructPath: string, clusterSpec: PlainObject) => PlainObject) {}

  /**
   * As a RayService has it.
   *
   * @internal
   */
  public _toSpec(constructPath: string, clusterSpec: PlainObject): PlainObject {
    return this.produce(constructPath, clusterSpec);
  }
}

checkArguments('RayServiceUpgrade', RayServiceUpgrade);
