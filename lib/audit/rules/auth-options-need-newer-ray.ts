import { rayVersionOfImage } from '../../facts/ray-images';
import { rayVersionAtLeast } from '../../refusals/cluster/ray-version';
import { at } from '../model/json';
import { type Rule, Severity } from '../rule';

export const authOptionsNeedNewerRay: Rule = {
  id: 'auth-options-need-newer-ray',
  title: 'The version of Ray is too old for its authOptions',
  why: 'An older Ray does not know the variables by which KubeRay turns authentication on, and KubeRay refuses the cluster.',
  fix: 'Use Ray 2.52 or newer for tokens, 2.55 or newer for tokens of Kubernetes.',
  source: 'KubeRay v1.7.0, `ValidateRayClusterSpec`; Ray 2.52 and 2.55',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap((cluster) => {
      const version = cluster.rayVersion ?? rayVersionOfImage(cluster.pods[0].rayContainers[0]?.image ?? '');
      if (!cluster.asksForToken || version === undefined) return [];
      const needed = at(cluster.spec, 'authOptions', 'enableK8sTokenAuth') === true ? '2.55.0' : '2.52.0';
      if (rayVersionAtLeast(version, needed)) return [];
      return [{ manifest: cluster.manifest, path: `${cluster.path}.authOptions`, message: `Ray ${version} cannot do it, ${needed} can` }];
    }),
};
