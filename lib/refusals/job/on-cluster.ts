import { requireManageableCluster } from '../cluster/manageable-cluster';
import { invalid } from '../invalid';

/** What of a cluster decides whether jobs can be run on it. */
export interface TakingCluster {
  readonly namespace?: string;
  readonly spec: { readonly [key: string]: any };
  /** Whether a kube-rbac-proxy stands before its dashboard. */
  readonly isProxied?: boolean;
}

/** Refuses a job that KubeRay could not run on an existing cluster. */
export function requireClusterTakesJob(
  constructPath: string,
  job: { readonly namespace?: string; readonly submissionMode: string },
  cluster: TakingCluster,
): void {
  if (job.submissionMode === 'SidecarMode') {
    throw invalid(constructPath, {
      what: 'submission',
      got: job.submissionMode,
      because: 'the head of an existing cluster runs already, and KubeRay adds no container to it',
      fix: 'use RaySubmission.kubernetesJob() or RaySubmission.http()',
    });
  }
  if (job.namespace !== cluster.namespace) {
    throw invalid(constructPath, {
      what: "the job's namespace",
      got: job.namespace,
      because: `its cluster is in '${cluster.namespace ?? ''}', and KubeRay looks for it beside the job`,
      fix: "put the job into a chart of the cluster's namespace",
    });
  }
  if (cluster.isProxied === true) {
    throw invalid(constructPath, {
      what: 'cluster',
      because:
        'a KubeRbacProxyAuth stands before its dashboard, and KubeRay submits and watches there without a Kubernetes token (v1.7.0): the job would never start',
      fix: 'use RayTokenAuth instead, whose token KubeRay sends, or submit by `ray job submit` with a token',
    });
  }
  requireManageableCluster(constructPath, 'RayJob', cluster.spec);
}
