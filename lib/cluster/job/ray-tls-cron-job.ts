import type { Cron } from 'cdk8s';
import type { Construct } from 'constructs';
import { kubeRaySince } from '../../facts/kuberay-types';
import type { RayPod } from '../../kubernetes/ray-pod';
import { checkArguments } from '../../refusals/api/arguments';
import { requireKubeRayHas } from '../../refusals/job/kuberay-field';
import { requireSchedule, requireTimeZone } from '../../refusals/job/schedule';
import { RayKind } from '../ray-kind';
import { RayTlsClusterBase } from '../ray-tls-cluster-base';
import { jobWithClusterSpec, RayJobDraft } from './draft';
import type { RayJobWithClusterProps } from './with-cluster-props';

/** A job that a schedule starts, each time on a new cluster whose pods verify each other. */
export interface RayTlsCronJobProps extends RayJobWithClusterProps {
  /** When jobs start, as cron has it, or a Cron of cdk8s: `0 3 * * *` or `@daily`. */
  readonly schedule: string | Cron;

  /**
   * The time zone of the schedule, as the IANA names it: `Europe/Berlin`. KubeRay 1.7 and newer.
   *
   * @default - that of the KubeRay operator, UTC in most clusters
   */
  readonly timeZone?: string;

  /**
   * Whether no new jobs start.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/**
 * A KubeRay `RayCronJob`: makes a RayJob, with a cluster of its own, whenever its schedule says so.
 *
 * Alpha in KubeRay 1.6 and 1.7: the operator needs its feature gate `RayCronJob`. KubeRay keeps the jobs that have ended (v1.7.0): let
 * `deletion` delete their clusters, or the jobs themselves.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTls, RayTlsCa, RayTlsCronJob } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * new RayTlsCronJob(chart, 'nightly', {
 *   tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
 *   schedule: '0 3 * * *',
 *   entrypoint: 'python train.py',
 * });
 */
export class RayTlsCronJob extends RayTlsClusterBase {
  /** The pod template of the jobs' submitters, with `RaySubmission.kubernetesJob()`. */
  public readonly submitter?: RayPod;

  /** @throws Error for a KubeRay older than 1.6, a schedule or time zone that is none, and whatever a RayTlsJob refuses */
  public constructor(scope: Construct, id: string, props: RayTlsCronJobProps) {
    super(scope, id, RayKind.RAY_CRON_JOB, props);
    const path = this.node.path;
    const { timeZone, suspend } = props;
    requireKubeRayHas(path, 'kind', this.kind, this.kubeRayVersion, kubeRaySince('RayCronJob', 'spec'));
    const schedule = requireSchedule(path, props.schedule);
    if (timeZone !== undefined) {
      requireKubeRayHas(path, 'timeZone', timeZone, this.kubeRayVersion, kubeRaySince('RayCronJob', 'spec.timeZone'));
      requireTimeZone(path, timeZone);
    }
    const draft = new RayJobDraft(this, this, props);
    this.submitter = draft.submitter;
    this._addResource({ schedule, timeZone, suspend, jobTemplate: jobWithClusterSpec(this, draft, props) });
  }
}

checkArguments('RayTlsCronJob', RayTlsCronJob);
