/** What a subject needs permission for in Kubernetes RBAC, to be let through by a kube-rbac-proxy. */
export enum KubeRbacProxyPermission {
  /**
   * The RayCluster's dashboard, a subresource that exists in RBAC rules alone. Whoever may look at RayClusters, or change them, has not
   * thereby the dashboard, nor does whoever has the dashboard get any right to the RayCluster object.
   */
  DASHBOARD = 'rayclusters/dashboard',
  /**
   * The RayCluster itself, as in KubeRay's guide: whoever may `get` it may read its dashboard, whoever may `create` it may submit jobs. And
   * who is granted the dashboard may change the RayCluster object, by which pods with any ServiceAccount of the namespace can be had.
   */
  CLUSTER = 'rayclusters',
}

/** How much of the dashboard a subject may use. */
export enum RayAccess {
  /** All of it: whoever may submit a job runs code in the cluster. */
  FULL = 'full',
  /**
   * What HTTP GET shows: the state of the cluster, jobs with their entry points and environments, and every log. No job can be submitted,
   * stopped or deleted, no package uploaded, no Serve application deployed.
   *
   * A kube-rbac-proxy tells requests apart by their method alone (GET is the verb `get`), so it reads everything or nothing; and Ray has
   * GETs that do change something, which `KubeRbacProxyPaths` therefore closes for everyone.
   */
  READ_ONLY = 'read-only',
}
