import type { IConstruct } from 'constructs';
import type { ICertManagerIssuer } from '../../ca/cert-manager/issuer-interface';
import { callsApiServer } from '../../kubernetes/api-server';
import type { PlainObject } from '../../kubernetes/plain-json';
import { type RayPod, RayPodRole } from '../../kubernetes/ray-pod';
import { requireGuardedRequests } from '../../refusals/cert-manager/request-guard';
import { requireKubeRayRuns } from '../../refusals/kuberay/ray-cluster-rules';
import { requirePolicyLetsThrough } from '../../refusals/network/kuberay-policy';
import { takesKubernetesTokens } from './review-token';

/** A cluster to which more is attached until synth. */
export interface CheckedCluster {
  readonly kind: string;
  readonly spec: PlainObject;
  readonly kubeRayVersion: string;
  /** The annotations of the RayCluster that KubeRay makes. */
  readonly annotations?: { readonly [name: string]: string };
  readonly pods: readonly RayPod[];
  readonly isRunByDashboard: () => boolean;
  readonly hasRayNetworkPolicy: () => boolean;
  readonly unguardedIssuer: () => ICertManagerIssuer | undefined;
}

/** Refuses a cluster that could not run: now, and again at synth, since everything that attaches adds to the spec and its pods. */
export function refuseWhatCannotRun(construct: IConstruct, cluster: CheckedCluster): void {
  const path = construct.node.path;
  const { kind, spec, kubeRayVersion, annotations } = cluster;
  requireKubeRayRuns(path, spec, { kubeRayVersion, annotations, kind });
  // A RayTokenAuth, which comes later, looks at the issuer itself.
  const takesTokens = takesKubernetesTokens(spec);
  construct.node.addValidation({
    validate: () => {
      requireKubeRayRuns(path, spec, { kubeRayVersion, annotations, kind });
      if (takesTokens) requireGuardedRequests(path, 'authOptions.enableK8sTokenAuth', cluster.unguardedIssuer());
      // A RayNetworkPolicy opens what the cluster needs, and policies add up.
      if (!cluster.hasRayNetworkPolicy()) requireOpenings(path, cluster);
      return [];
    },
  });
}

function requireOpenings(path: string, { spec, pods, isRunByDashboard }: CheckedCluster): void {
  const policed = pods.map((pod) => ({
    isHead: pod.role === RayPodRole.HEAD,
    groupName: pod.groupName,
    callsApiServer: callsApiServer(pod, spec),
  }));
  requirePolicyLetsThrough(path, { spec, pods: policed, isRunByDashboard: isRunByDashboard() });
}
