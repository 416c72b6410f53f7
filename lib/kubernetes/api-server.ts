import type { PlainObject } from './plain-json';
import type { RayPod } from './ray-pod';

/**
 * Whether something in a pod calls the API server: it holds a token for it, as the init container of `RayTls.issuedBy`,
 * the autoscaler and kube-rbac-proxy do, or asks about those of others, as Ray's own token mode does with Kubernetes' tokens.
 */
export function callsApiServer(pod: RayPod, clusterSpec: PlainObject): boolean {
  if (clusterSpec.authOptions?.enableK8sTokenAuth === true) return true;
  const { automountServiceAccountToken, volumes = [] } = pod.toJson().spec;
  return automountServiceAccountToken !== false || volumes.some(holdsApiToken);
}

/** A token of another audience is for somebody else: a cloud's IAM, Vault. */
function holdsApiToken(volume: PlainObject): boolean {
  const sources: PlainObject[] = volume.projected?.sources ?? [];
  return sources.some(({ serviceAccountToken }) => serviceAccountToken !== undefined && serviceAccountToken.audience === undefined);
}
