import { API_CREDENTIALS_DIR, apiCredentials } from '../../kubernetes/api-credentials';
import type { PlainObject } from '../../kubernetes/plain-json';
import type { RayPod } from '../../kubernetes/ray-pod';

const VOLUME = 'ray-token-review';
const SECONDS = 3600;

/** Whether Ray has Kubernetes judge the tokens of its clients. */
export function takesKubernetesTokens({ authOptions }: PlainObject): boolean {
  return authOptions?.mode === 'token' && authOptions.enableK8sTokenAuth === true;
}

/** Gives the Ray container a token of its pod's ServiceAccount, by which Ray has those of its clients reviewed; Ray crashes without one (Ray 2.58). */
export function mountReviewToken(pod: RayPod, addedBy: string): void {
  const { automountServiceAccountToken, containers } = pod.toJson().spec;
  const mounts: readonly PlainObject[] = containers[0].volumeMounts ?? [];
  if (automountServiceAccountToken === true || mounts.some(({ mountPath }) => `${mountPath}`.replace(/\/+$/, '') === API_CREDENTIALS_DIR))
    return;
  pod._addVolume(apiCredentials(VOLUME, SECONDS), addedBy);
  pod._addVolumeMount({ name: VOLUME, mountPath: API_CREDENTIALS_DIR, readOnly: true }, addedBy);
}
