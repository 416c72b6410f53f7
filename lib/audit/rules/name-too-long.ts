import { KUBERAY_KINDS } from '../model/ray-cluster';
import { type Rule, Severity } from '../rule';

export const nameTooLong: Rule = {
  id: 'name-too-long',
  title: 'A name is too long for KubeRay',
  why: 'KubeRay makes names of pods and Services from it, which have at most 63 characters; it accepts the object, then only logs an event, and no pod is ever made.',
  fix: 'Choose a name of at most 53 characters for a RayCluster, 47 for a RayJob or RayService, 36 for a RayCronJob.',
  source: 'KubeRay v1.7.0, `ValidateRayClusterMetadata` and its like',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap(({ manifest, isKubeRay }) => {
      if (!isKubeRay) return [];
      const { longestName } = KUBERAY_KINDS[manifest.kind];
      if (manifest.name.length <= longestName) return [];
      const message = `it has ${manifest.name.length} characters, and a ${manifest.kind} at most ${longestName}`;
      return [{ manifest, path: 'metadata.name', message }];
    }),
};
