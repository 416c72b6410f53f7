/** The head of a Ray cluster. */
export interface RayHeadGroup {
  /**
   * What the Ray container asks for and may use, as native Kubernetes JSON: `{ requests: {...}, limits: {...} }`.
   *
   * KubeRay tells Ray the CPUs and the memory from the limits, so 1 CPU is the least that runs a task there.
   *
   * @default { requests: { cpu: '200m', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } }
   */
  readonly resources?: any;

  /**
   * Parameters of `ray start`, without the leading dashes, such as `{ 'num-cpus': '0' }`.
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
