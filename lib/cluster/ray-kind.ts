/** The kinds of KubeRay's objects that run Ray clusters. */
export enum RayKind {
  /** One cluster that stays. */
  RAY_CLUSTER = 'RayCluster',
  /** A cluster for one job. */
  RAY_JOB = 'RayJob',
  /** Clusters for jobs that a schedule starts. */
  RAY_CRON_JOB = 'RayCronJob',
  /** A cluster for applications of Ray Serve, and during an upgrade two of them. */
  RAY_SERVICE = 'RayService',
}
