import { rayVersionOfImage } from '../../refusals/cluster/ray-version';
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
      const [head, ...workers] = cluster.rayPods;
      const headVersion = rayVersionOfImage(head.rayContainers[0]?.image ?? '');
      const expected = cluster.rayVersion ?? headVersion;
      const differing = [head, ...workers].flatMap((pod) => {
        const version = rayVersionOfImage(pod.rayContainers[0]?.image ?? '');
        return version === undefined || expected === undefined || version === expected ? [] : [{ pod, version }];
      });
      return differing.map(({ pod, version }) => ({
        manifest: cluster.manifest,
        path: `${pod.rayContainers[0].path}.image`,
        message: `the ${pod.title} runs Ray ${version}, and the cluster is of ${expected}`,
      }));
    }),
};
