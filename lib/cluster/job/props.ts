import type { Duration } from 'cdk8s';
import type { RaySubmission } from './submission';

/** What the entrypoint itself reserves, beside what its tasks and actors ask for. */
export interface RayEntrypointResources {
  /**
   * CPUs.
   *
   * @default 0
   */
  readonly cpus?: number;

  /**
   * GPUs.
   *
   * @default 0
   */
  readonly gpus?: number;

  /**
   * Custom resources of Ray, by name.
   *
   * @default - none
   */
  readonly custom?: { [name: string]: number };
}

/** A job, wherever it runs. */
export interface RayJobRunProps {
  /**
   * The command that runs on the head; required unless the submission is interactive, or the submitter's template has a `command` of its own.
   *
   * With `RaySubmission.kubernetesJob()` and `sidecar()` KubeRay writes it into a shell's command line, so that a command of several
   * parts has to be quoted as a whole: `sh -c 'cd /app && python main.py'`.
   *
   * @default - none
   */
  readonly entrypoint?: string;

  /**
   * How the job gets to its cluster.
   *
   * @default RaySubmission.kubernetesJob()
   */
  readonly submission?: RaySubmission;

  /**
   * The job's runtime environment, in Ray's own form: `{ pip: [...], working_dir: '...', env_vars: {...} }`. No secrets: it stands in the
   * RayJob as it is.
   *
   * With `RaySubmission.kubernetesJob()` and `sidecar()` KubeRay writes it into double quotes in a shell's command line, where `$NAME`
   * is replaced.
   *
   * @default - none
   */
  readonly runtimeEnv?: any;

  /**
   * What the entrypoint reserves.
   *
   * @default - nothing
   */
  readonly entrypointResources?: RayEntrypointResources;

  /**
   * What Ray shows beside the job.
   *
   * @default - none
   */
  readonly jobMetadata?: { [name: string]: string };

  /**
   * The job's ID on the cluster.
   *
   * @default - KubeRay makes one
   */
  readonly jobId?: string;

  /**
   * How long the RayJob may take in all, in whole seconds; then it has failed.
   *
   * @default - no limit
   */
  readonly activeDeadline?: Duration;

  /**
   * How long it may take until the job runs, in whole seconds; then it has failed. KubeRay 1.6 and newer.
   *
   * It also ends jobs whose pods never get their certificates.
   *
   * @default - no limit
   */
  readonly preRunningDeadline?: Duration;
}
