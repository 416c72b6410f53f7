import type { KubeRayRule } from './rule';

/** What KubeRay rejects of the `upgradeStrategy` of a RayCluster. */
export const UPGRADE_RULES: readonly KubeRayRule[] = [
  {
    id: 'upgrade-strategy',
    source: 'ValidateRayClusterUpgradeOptions, KubeRay v1.6.2',
    since: '1.6',
    check: ({ upgradeStrategy }) => {
      const got = upgradeStrategy?.type;
      if (got === undefined || got === 'Recreate' || got === 'None') return [];
      return [{ what: 'upgradeStrategy.type', got, because: 'KubeRay knows Recreate and None', fix: 'write one of the two' }];
    },
  },
  {
    id: 'upgrade-strategy-of-job-or-service',
    source: 'ValidateRayClusterUpgradeOptions, KubeRay v1.6.2',
    since: '1.6',
    check: ({ upgradeStrategy }, { kind = 'RayCluster' }) =>
      kind === 'RayCluster' || upgradeStrategy?.type === undefined
        ? []
        : [
            {
              what: 'upgradeStrategy',
              got: upgradeStrategy,
              because: `KubeRay refuses it for the cluster of a ${kind}, which has its own way to a new cluster`,
              fix: 'remove it',
            },
          ],
  },
];
