import type { Duration } from 'cdk8s';
import type { PlainObject } from '../../kubernetes/plain-json';
import { checkArguments } from '../../refusals/api/arguments';
import { type DeletionRule, requireDeletionRules } from '../../refusals/job/deletion';
import { requireWholeSeconds } from '../../refusals/job/numbers';

/** How a job ended. */
export enum RayJobOutcome {
  /** Its entrypoint returned 0. */
  SUCCEEDED = 'SUCCEEDED',
  /** Its entrypoint failed. */
  FAILED = 'FAILED',
  /** KubeRay gave up on it, also when it never got to run: a deadline, a submission that failed. KubeRay 1.6 and newer. */
  GIVEN_UP = 'Failed',
}

/** What is deleted after a job. */
export enum RayJobDeletionTarget {
  /** The workers; the head stays, with its logs. */
  WORKERS = 'DeleteWorkers',
  /** The whole cluster. */
  CLUSTER = 'DeleteCluster',
  /** The RayJob itself, and all that belongs to it. */
  JOB = 'DeleteSelf',
  /** Nothing. */
  NOTHING = 'DeleteNone',
}

/** What is deleted after which end of a job, and when. */
export interface RayJobDeletionRule {
  /** How the job ended. */
  readonly outcome: RayJobOutcome;
  /** What is deleted then. */
  readonly target: RayJobDeletionTarget;
  /**
   * How long after the end, in whole seconds.
   *
   * @default - at once
   */
  readonly after?: Duration;
}

/** What becomes of a job's cluster when the job has ended; without, it stays until the RayJob is deleted. */
export class RayJobDeletion {
  /**
   * The cluster is deleted; the RayJob, and the submitter's pod with the logs, stay.
   *
   * @param after how long after the end, in whole seconds; at once by default
   */
  public static cluster(after?: Duration): RayJobDeletion {
    return new RayJobDeletion(true, (path) => ({
      shutdownAfterJobFinishes: true,
      ...(after === undefined ? {} : { ttlSecondsAfterFinished: requireWholeSeconds(path, 'RayJobDeletion.cluster: after', after, 0) }),
    }));
  }

  /**
   * As rules say, each for one end of the job and one thing to delete.
   *
   * KubeRay 1.5 follows them with its feature gate `RayJobDeletionPolicy` alone, which is on from 1.6.
   *
   * @throws Error, when attached: no rules, two for the same, the workers deleted after the cluster, or deleted under autoscaling
   */
  public static rules(rules: RayJobDeletionRule[]): RayJobDeletion {
    return new RayJobDeletion(false, (path, context) => {
      const deletionRules = rules.map((rule, index) => ruleOf(path, `deletion.rules[${index}]`, rule));
      requireDeletionRules(path, deletionRules, context);
      return { deletionStrategy: { deletionRules } };
    });
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayJobDeletion: boolean = true;

  private constructor(
    /** @internal */
    public readonly _shutsDown: boolean,
    private readonly produce: (constructPath: string, context: DeletionContext) => PlainObject,
  ) {}

  /**
   * As a RayJob's spec has it.
   *
   * @internal
   */
  public _toSpec(constructPath: string, context: DeletionContext): PlainObject {
    return this.produce(constructPath, context);
  }
}

/** What of a job decides which rules KubeRay accepts. */
export interface DeletionContext {
  readonly kubeRayVersion: string;
  readonly autoscaling: boolean;
}

function ruleOf(constructPath: string, what: string, { outcome, target, after }: RayJobDeletionRule): DeletionRule {
  const status = outcome === RayJobOutcome.GIVEN_UP ? { jobDeploymentStatus: outcome } : { jobStatus: outcome };
  const ttlSeconds = after === undefined ? 0 : requireWholeSeconds(constructPath, `${what}.after`, after, 0);
  return { policy: target, condition: { ...status, ttlSeconds } };
}

checkArguments('RayJobDeletion', RayJobDeletion);
