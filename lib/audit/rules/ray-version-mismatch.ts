import { rayVersionOfImage } from '../../facts/ray-images';
import type { Pod } from '../model/pod';
import { type Rule, Severity } from '../rule';

export const rayVersionMismatch: Rule = {
  id: 'ray-version-mismatch',
  title: 'One cluster, several versions of Ray',
  why: 'A worker of another version than the head is turned away when it joins; and `rayVersion` decides what KubeRay emits (probes, authentication), so it has to be that of the images.',
  fix: 'Use images of one version of Ray, and that `rayVersion`.',
  source: 'Ray, `check_version_info` in `python/ray/_private/utils.py`; KubeRay v1.7.0, `RayClusterSpec.RayVersion`',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap((cluster) => {
      const imageOf = (pod: Pod) => pod.rayContainers[0]?.image ?? '';
      const [head] = cluster.rayPods;
      const expected = cluster.rayVersion ?? rayVersionOfImage(imageOf(head));
      const reference = cluster.rayVersion === undefined ? `the head's image ${imageOf(head)} has Ray` : 'rayVersion is';
      return cluster.rayPods.flatMap((pod) => {
        const version = rayVersionOfImage(imageOf(pod));
        if (version === undefined || expected === undefined || version === expected) return [];
        return [
          {
            manifest: cluster.manifest,
            path: `${pod.rayContainers[0].path}.image`,
            message: `the image ${imageOf(pod)} of the ${pod.title} has Ray ${version}, and ${reference} ${expected}`,
          },
        ];
      });
    }),
};
