import type { ManifestSet } from '../model/manifest-set';
import type { RayClusterView } from '../model/ray-cluster';
import { asksForToken } from '../questions/exposure';
import { type Signer, signersOf } from '../questions/signers';
import { type Complaint, type Rule, Severity } from '../rule';

export const sharedCa: Rule = {
  id: 'shared-ca',
  title: 'Several clusters trust one CA',
  why: 'Every holder of a certificate of a CA is a member of every cluster that trusts the CA: the pods of one cluster can run code in the other.',
  fix: 'Give each cluster a CA or issuer of its own (`CertManagerBackend.intermediateOf`, a `RayTlsCa` each), or let each ask for a token of its own (`RayTokenAuth`).',
  source: 'Ray has no roles in certificates; tried with Ray 2.58',
  severity: Severity.WARNING,
  check: (set) => [...membersBySigner(set).values()].flatMap(complaintsOf),
};

interface Member {
  readonly cluster: RayClusterView;
  readonly signer: Signer;
}

function membersBySigner(set: ManifestSet): Map<string, Member[]> {
  const members = new Map<string, Member[]>();
  for (const cluster of set.clusters) {
    for (const signer of cluster.rayPods.flatMap((pod) => signersOf(set, pod))) {
      const sharing = members.get(signer.key) ?? [];
      // Head and workers name the same signer: the first stands for the cluster.
      if (sharing.at(-1)?.cluster !== cluster) sharing.push({ cluster, signer });
      members.set(signer.key, sharing);
    }
  }
  return members;
}

/** A cluster that asks for a token keeps the members of the others out. Its own members still get into the others. */
function complaintsOf(members: readonly Member[]): Complaint[] {
  if (members.length < 2) return [];
  return members
    .filter(({ cluster }) => !cluster.rayPods.every(asksForToken))
    .map(({ cluster, signer }) => ({
      manifest: cluster.manifest,
      path: signer.path,
      message: `${signer.title} signs for ${othersThan(cluster, members)} too, whose pods are members here`,
    }));
}

const NAMED = 3;

/** Names a few clusters only: with a thousand clusters on one CA, each message would name all of them. */
function othersThan(cluster: RayClusterView, members: readonly Member[]): string {
  const named = members
    .slice(0, NAMED + 1)
    .filter((member) => member.cluster !== cluster)
    .slice(0, NAMED)
    .map((member) => member.cluster.manifest.title);
  const rest = members.length - 1 - named.length;
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`;
}
