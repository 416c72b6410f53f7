import { invalid } from '../invalid';

/** Refuses clusters that nobody renews: those that end by themselves, and services that KubeRay leaves as they are. */
export function requireRotatable(constructPath: string, kind: string, isUpgraded?: boolean): void {
  if (kind === 'RayJob' || kind === 'RayCronJob') {
    throw invalid(constructPath, {
      what: 'cluster',
      got: kind,
      because: 'every job gets a new cluster with new certificates, and replacing the head would end the job',
      fix: 'let leaves live longer than the longest job (duration), or run jobs on a RayTlsCluster by RayTlsJob.onCluster',
    });
  }
  if (kind !== 'RayService' || isUpgraded !== false) return;
  throw invalid(constructPath, {
    what: 'cluster',
    got: 'a RayTlsService with RayServiceUpgrade.none()',
    because: "a service's certificates are renewed by KubeRay's own upgrade, which is switched off there",
    fix: 'use RayServiceUpgrade.newCluster(), or renew it by hand: delete the RayService and apply it again',
  });
}

/** Refuses options that are for the pods of a RayCluster, where KubeRay replaces all at once. */
export function requireNothingOfClusters(constructPath: string, options: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    throw invalid(constructPath, {
      what: name,
      because: "a RayService is renewed by KubeRay's own upgrade, which makes a whole new cluster beside the old one",
      fix: 'leave it out',
    });
  }
}

/** Refuses worker groups of which KubeRay takes all pods of a replica away when one goes, while the others are at work (v1.7.0, multi-host). */
export function requireSingleHosts(constructPath: string, groups: readonly { readonly [field: string]: any }[]): void {
  const several = groups.find(({ numOfHosts }) => numOfHosts > 1);
  if (several === undefined) return;
  throw invalid(constructPath, {
    what: `cluster: numOfHosts of the worker group '${several.groupName}'`,
    got: several.numOfHosts,
    because: 'a rotation replaces pods one by one, and KubeRay removes all hosts of a replica with the first of them, whatever runs there',
    fix: 'give such groups leaves that live as long as the cluster, and make the cluster anew to renew them',
  });
}
