/** A group of equal workers. */
export interface RayWorkerGroup {
  /** The group's name, unique in its cluster: a DNS label. */
  readonly groupName: string;

  /**
   * How many workers (for multi-host groups: replicas of `numOfHosts` workers each) run.
   *
   * @default 1, or `minReplicas` if that is more; with autoscaling `minReplicas`
   */
  readonly replicas?: number;

  /**
   * The fewest replicas that the autoscaler keeps, or to which the group may be scaled by hand.
   *
   * @default 0
   */
  readonly minReplicas?: number;

  /**
   * The most replicas that the autoscaler makes, or to which the group may be scaled by hand.
   *
   * @default 2147483647, as in KubeRay: no bound
   */
  readonly maxReplicas?: number;

  /**
   * How many pods make up one replica, for multi-host accelerators such as TPU slices.
   *
   * @default 1
   */
  readonly numOfHosts?: number;

  /**
   * What the Ray container asks for and may use, as native Kubernetes JSON: `{ requests: {...}, limits: {...} }`.
   *
   * KubeRay tells Ray the CPUs, the memory and the GPUs from the limits.
   *
   * @default { requests: { cpu: '200m', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } }
   */
  readonly resources?: any;

  /**
   * Parameters of `ray start`, without the leading dashes, such as `{ 'object-store-memory': '100000000' }`.
   *
   * @default - KubeRay's
   */
  readonly rayStartParams?: { [name: string]: string };

  /**
   * The pod template, as native Kubernetes JSON; the first of its containers is Ray's, and is made if there is none.
   *
   * Here go node selectors, tolerations, image pull secrets, volumes, sidecars and everything else.
   *
   * @default - one Ray container
   */
  readonly template?: any;
}
