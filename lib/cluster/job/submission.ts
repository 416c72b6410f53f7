import { checkArguments } from '../../refusals/api/arguments';
/** How KubeRay's objects name the ways to submit a job. */
export enum RaySubmissionMode {
  /** A Kubernetes Job submits. */
  KUBERNETES_JOB = 'K8sJobMode',
  /** The KubeRay operator submits. */
  HTTP = 'HTTPMode',
  /** A sidecar of the head submits. */
  SIDECAR = 'SidecarMode',
  /** Somebody submits. */
  INTERACTIVE = 'InteractiveMode',
}

/** The pod that submits a job. */
export interface RaySubmitterOptions {
  /**
   * How often it is tried again when it fails, such as when its connection breaks.
   *
   * @default 2, as in KubeRay
   */
  readonly backoffLimit?: number;

  /**
   * What its container asks for and may use, as native Kubernetes JSON: `{ requests: {...}, limits: {...} }`.
   *
   * @default { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '1Gi' } }
   */
  readonly resources?: any;

  /**
   * The pod template, as native Kubernetes JSON; the first of its containers submits, and is made if there is none.
   *
   * A `command` of its own replaces KubeRay's `ray job submit`; KubeRay tells it the job by `RAY_DASHBOARD_ADDRESS` and
   * `RAY_JOB_SUBMISSION_ID`.
   *
   * @default - one container with the head's image and image pull secrets
   */
  readonly template?: any;

  /**
   * Whether it gets a client's certificate. KubeRay's own command needs none: it speaks HTTP to the dashboard, and the entrypoint
   * runs on the head. A command that speaks gRPC (`ray.init('ray://...')`) does.
   *
   * @default false
   */
  readonly clientCertificate?: boolean;
}

/**
 * How a job gets to its cluster.
 *
 * All ways but `interactive` speak HTTP to the dashboard, which Ray's TLS does not cover: `RayNetworkPolicy` says who reaches it, and
 * `RayTokenAuth` asks for a token, which KubeRay gives to its operator and submitters.
 */
export class RaySubmission {
  /**
   * A Kubernetes Job runs `ray job submit` in a pod of its own, and follows the job's logs there: KubeRay's default.
   *
   * @throws Error, when attached: a negative number of retries, a pod template that no Job can have
   */
  public static kubernetesJob(options: RaySubmitterOptions = {}): RaySubmission {
    return new RaySubmission(RaySubmissionMode.KUBERNETES_JOB, options);
  }

  /** The KubeRay operator submits by itself; the logs stay on the cluster. */
  public static http(): RaySubmission {
    return new RaySubmission(RaySubmissionMode.HTTP);
  }

  /**
   * A sidecar of the head runs `ray job submit`, within the pod. KubeRay adds it, and restarts none of the head's containers then.
   *
   * @throws Error, when attached: a job on an existing cluster, a head that is to be restarted
   */
  public static sidecar(): RaySubmission {
    return new RaySubmission(RaySubmissionMode.SIDECAR);
  }

  /**
   * KubeRay makes the cluster and waits until somebody has submitted a job, whose ID they then write into the RayJob's `spec.jobId`.
   *
   * @throws Error, when attached: an entrypoint, retries
   */
  public static interactive(): RaySubmission {
    return new RaySubmission(RaySubmissionMode.INTERACTIVE);
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRaySubmission: boolean = true;

  private constructor(
    /** @internal */
    public readonly _mode: RaySubmissionMode,
    /** @internal */
    public readonly _submitter?: RaySubmitterOptions,
  ) {}
}

checkArguments('RaySubmission', RaySubmission);
