import type { Construct, IConstruct } from 'constructs';
import type { RayPod } from '../../kubernetes/ray-pod';
import { checkArguments } from '../../refusals/api/arguments';
import { requireSuspendable } from '../../refusals/job/suspend';
import { RayKind } from '../ray-kind';
import { RayTlsClusterBase } from '../ray-tls-cluster-base';
import { asKubeRayStores } from '../spec/stored-by-kuberay';
import { jobWithClusterSpec, RayJobDraft } from './draft';
import { JobOnCluster, type RayJobOnClusterProps } from './on-cluster';
import type { RayJobWithClusterProps } from './with-cluster-props';

/** A job on a cluster of its own, whose pods verify each other. */
export interface RayTlsJobProps extends RayJobWithClusterProps {
  /**
   * Whether the job waits, without a cluster, until this is set to false; needs `deletion: RayJobDeletion.cluster()`. Queues such as Kueue set it
   * by themselves.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/** A RayJob, on a cluster of its own or on an existing one. */
export interface IRayTlsJob extends IConstruct {
  /** The RayJob's name. */
  readonly name: string;
  /** The RayJob's namespace, where the chart or the metadata gives one. */
  readonly namespace?: string;
  /** The pod template of the submitter, with `RaySubmission.kubernetesJob()`. */
  readonly submitter?: RayPod;
}

/**
 * A KubeRay `RayJob`: a cluster whose pods verify each other, made for one job.
 *
 * KubeRay names the cluster as it makes it, for each retry anew. The head's certificate carries that name, which KubeRay tells the pod, and
 * those of the job's own Service `<name>-head-svc`.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTls, RayTlsCa, RayTlsJob } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * new RayTlsJob(chart, 'train', {
 *   tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
 *   entrypoint: 'python train.py',
 *   workerGroups: [{ groupName: 'cpu', replicas: 2 }],
 * });
 */
export class RayTlsJob extends RayTlsClusterBase implements IRayTlsJob {
  /**
   * A job on a cluster that exists: it gets no cluster and no certificates of its own, and its entrypoint runs on that head.
   *
   * @throws Error for a submission by a sidecar, another namespace than the cluster's, a cluster behind a KubeRbacProxyAuth
   */
  public static onCluster(scope: Construct, id: string, props: RayJobOnClusterProps): IRayTlsJob {
    return new JobOnCluster(scope, id, props);
  }

  /** The pod template of the submitter, with `RaySubmission.kubernetesJob()`. */
  public readonly submitter?: RayPod;

  /** @throws Error for whatever KubeRay or Ray would refuse later, of the cluster and of the job */
  public constructor(scope: Construct, id: string, props: RayTlsJobProps) {
    super(scope, id, RayKind.RAY_JOB, props);
    requireSuspendable(this.node.path, props.suspend, props.deletion?._shutsDown === true);
    const draft = new RayJobDraft(this, this, props);
    this.submitter = draft.submitter;
    this._addResource(asKubeRayStores({ ...jobWithClusterSpec(this, draft, props), suspend: props.suspend }));
  }
}

checkArguments('RayTlsJob', RayTlsJob);
