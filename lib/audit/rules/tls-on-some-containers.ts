import { TLS_SWITCH } from '../../facts/tls-variables';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { type Rule, Severity } from '../rule';

export const tlsOnSomeContainers: Rule = {
  id: 'tls-on-some-containers',
  title: 'Only some pods of a Ray cluster use TLS',
  why: 'A process with TLS and one without never understand each other: workers wait for the head forever, and the error is a bare time-out.',
  fix: 'Set the same four variables in the first container of the head and of every worker group.',
  source: 'Ray, "TLS authentication"; `wait-gcs-ready` of KubeRay v1.7.0 repeats `ray health-check` without end',
  severity: Severity.ERROR,
  check: (set) =>
    groups(set).flatMap((pods) => {
      const withTls = pods.filter((pod) => pod.rayContainers[0].usesTls);
      if (withTls.length === 0) return [];
      return pods
        .filter(({ rayContainers: [ray] }) => !ray.usesTls && !ray.mayUseTls)
        .map((pod) => ({
          manifest: pod.manifest,
          path: `${pod.rayContainers[0].path}.env`,
          message: `${TLS_SWITCH} is not set for the ${pod.title}, and it is for the ${withTls[0].title}`,
        }));
    }),
};

/** The nodes of each cluster of KubeRay; and those that workloads of one namespace start by themselves, with their clients. */
function groups(set: ManifestSet): (readonly Pod[])[] {
  const byNamespace = new Map<string, Pod[]>();
  for (const pod of set.rayPods.filter(({ isKubeRay }) => !isKubeRay)) {
    const namespace = pod.namespace ?? '';
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), pod]);
  }
  const kubeRay = set.clusters.map(({ rayPods }) => rayPods.filter(({ isRay }) => isRay));
  return [...kubeRay, ...byNamespace.values()];
}
