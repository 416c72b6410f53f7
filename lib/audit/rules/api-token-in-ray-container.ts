import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { type Complaint, type Rule, Severity } from '../rule';

export const apiTokenInRayContainer: Rule = {
  id: 'api-token-in-ray-container',
  title: 'A token of the Kubernetes API lies where Ray runs',
  why: 'Ray runs whatever code it is sent: each of its users can take the token and do what the ServiceAccount may, such as make pods (autoscaler) or review tokens (kube-rbac-proxy).',
  fix: 'Set `automountServiceAccountToken: false`, and mount a projected token into the one container that needs it.',
  source: 'Kubernetes, "Configure Service Accounts for Pods"; the CIS Kubernetes Benchmark, 5.1.6',
  severity: Severity.WARNING,
  check: (set) => set.rayNodes.flatMap((pod) => [...automounted(set, pod), ...projected(pod)]),
};

function automounted(set: ManifestSet, pod: Pod): Complaint[] {
  const account = set.find('ServiceAccount', pod.namespace, pod.serviceAccountName);
  const setting = pod.spec.automountServiceAccountToken ?? account?.json.automountServiceAccountToken;
  if (setting === false) return [];
  const message = `the token of ServiceAccount '${pod.serviceAccountName}' is mounted into every container of the ${pod.title}`;
  return [{ manifest: pod.manifest, path: `${pod.specPath}.automountServiceAccountToken`, message }];
}

function projected(pod: Pod): Complaint[] {
  const [ray] = pod.rayContainers;
  return ray.mounts
    .filter(({ volume }) => pod.volume(volume)?.hasApiToken === true)
    .map(({ path, volume }) => ({
      manifest: pod.manifest,
      path,
      message: `the volume '${volume}' has a token of the API in it, and the Ray container of the ${pod.title} mounts it`,
    }));
}
