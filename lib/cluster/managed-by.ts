/** Which controller runs a job or service: another than KubeRay itself leaves it alone here, and runs it elsewhere. */
export enum RayManagedBy {
  /** The KubeRay operator of this Kubernetes cluster. */
  KUBERAY_OPERATOR = 'ray.io/kuberay-operator',
  /**
   * Kueue's MultiKueue, which copies the object to another Kubernetes cluster. What its pods mount (the scripts' ConfigMap, the CA's Secret) and
   * their RBAC have to be there too: apply this app there as well.
   */
  MULTI_KUEUE = 'kueue.x-k8s.io/multikueue',
}
