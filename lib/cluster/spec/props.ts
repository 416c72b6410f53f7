import type { RayPodSecurity } from '../../kubernetes/pod-security';
import type { RayAutoscaling } from './autoscaling';
import type { RayCipherSuite } from './cipher-suites';
import type { RayHeadGroup } from './head-group';
import type { RayWorkerGroup } from './worker-group';

/** What a Ray cluster is made of, wherever it is made. */
export interface RayClusterSpecProps {
  /**
   * The version of Ray in the image, in full.
   *
   * @default - the version in the tag of `image`; '2.58.0' without an image
   */
  readonly rayVersion?: string;

  /**
   * The image of every Ray container whose template names none.
   *
   * @default - `rayproject/ray` of `rayVersion`
   */
  readonly image?: string;

  /**
   * The version of the KubeRay operator that runs in the Kubernetes cluster: 1.5, 1.6 or 1.7, with or without a patch.
   *
   * @default '1.6'
   */
  readonly kubeRayVersion?: string;

  /**
   * Whether workers wait for the head in the init container that makes their certificate. For a KubeRay operator that runs with
   * `ENABLE_INIT_CONTAINER_INJECTION=false`, and so without its own `wait-gcs-ready`, which takes some 10 s.
   *
   * @default false, as KubeRay has them wait
   */
  readonly waitForHead?: boolean;

  /**
   * The ciphers that Ray agrees on with a peer that speaks TLS 1.2, the most wanted first. Ray takes TLS 1.2 and 1.3, nothing older, and always
   * offers TLS 1.3, whose ciphers nobody can choose (Ray 2.58).
   *
   * @default - gRPC's: all of `RayCipherSuite` but ChaCha20-Poly1305
   */
  readonly cipherSuites?: RayCipherSuite[];

  /**
   * The head.
   *
   * @default - a head with 1 CPU and 2 GiB
   */
  readonly head?: RayHeadGroup;

  /**
   * The worker groups, behind those of `baseSpec`.
   *
   * @default - none
   */
  readonly workerGroups?: RayWorkerGroup[];

  /**
   * In-tree autoscaling; `{}` turns it on.
   *
   * @default - off, unless `baseSpec` has it on
   */
  readonly autoscaling?: RayAutoscaling;

  /**
   * GCS fault tolerance, in the form of KubeRay's `gcsFaultToleranceOptions`: `{ redisAddress, redisPassword, ... }`.
   *
   * @default - none, unless `baseSpec` has it
   */
  readonly gcsFaultTolerance?: any;

  /**
   * The privileges of Ray's containers, of the autoscaler and of a job's submitter. A `securityContext` in a template wins.
   *
   * @default RayPodSecurity.restricted() - Pod Security `restricted`, as uid 1000
   */
  readonly podSecurity?: RayPodSecurity;

  /**
   * The `spec` of a RayCluster manifest that exists already, to be secured as it is. The other props add to it.
   *
   * @default - none
   */
  readonly baseSpec?: any;

  /**
   * Fields of native JSON that your KubeRay has and this library does not know, by their path in the RayCluster as `kubectl explain` writes
   * it, without indexes: `spec.headGroupSpec.foo`. The error for an unknown field says the path.
   *
   * @default - none: a field that no known version has stops the synth, because the API server would drop it
   */
  readonly unknownFields?: string[];
}
