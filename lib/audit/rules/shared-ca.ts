import type { ManifestSet } from '../model/manifest-set';
import type { RayClusterView } from '../model/ray-cluster';
import { asksForToken } from '../questions/exposure';
import { type Signer, signersOf } from '../questions/signers';
import { type Complaint, type Rule, Severity } from '../rule';

export const sharedCa: Rule = {
  id: 'shared-ca',
  title: 'Several clusters trust one CA',
  why: 'Whoever has a certificate of a CA is a member of every cluster that trusts it: the pods of one cluster can run code in the other.',
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
    const signers = cluster.rayPods.flatMap((pod) => signersOf(set, pod));
    for (const [key, signer] of new Map(signers.reverse().map((one) => [one.key, one]))) {
      const sharing = members.get(key) ?? [];
      sharing.push({ cluster, signer });
      members.set(key, sharing);
    }
  }
  return members;
}

/** A cluster that asks for a token keeps the members of the others out, and is one of those whose members get in. */
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

/** A thousand clusters on one CA must not name each other. */
function othersThan(cluster: RayClusterView, members: readonly Member[]): string {
  const named = members
    .slice(0, NAMED + 1)
    .filter((member) => member.cluster !== cluster)
    .slice(0, NAMED)
    .map((member) => member.cluster.manifest.title);
  const rest = members.length - 1 - named.length;
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`;
}
