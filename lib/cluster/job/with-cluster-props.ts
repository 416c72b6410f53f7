import type { RayManagedBy } from '../managed-by';
import type { RayTlsClusterBaseProps } from '../ray-tls-cluster-base';
import type { RayJobDeletion } from './deletion';
import type { RayJobRunProps } from './props';

/** A job with a cluster of its own. */
export interface RayJobWithClusterProps extends RayTlsClusterBaseProps, RayJobRunProps {
  /**
   * How often the whole job is tried again after a failure, each time on a new cluster.
   *
   * @default 0
   */
  readonly backoffLimit?: number;

  /**
   * What becomes of the cluster when the job has ended.
   *
   * @default - it stays until the RayJob is deleted
   */
  readonly deletion?: RayJobDeletion;

  /**
   * Which controller runs the job.
   *
   * @default - RayManagedBy.KUBERAY_OPERATOR
   */
  readonly managedBy?: RayManagedBy;
}
