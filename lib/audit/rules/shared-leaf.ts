import { type LeafUse, leavesOf } from '../questions/leaf';
import { type Rule, Severity } from '../rule';

export const sharedLeaf: Rule = {
  id: 'shared-leaf',
  title: 'Several Ray pods share one leaf',
  why: "Ray dials every pod by its own IP address and verifies it against the certificate, so a certificate that is made before the pods cannot fit them: workers never join ('Peer name ... is not in peer certificate').",
  fix: 'Give each pod a leaf of its own, with its Pod IPs in it: `RayTls.signedBy` or `RayTls.issuedBy`.',
  source: 'Ray `src/ray/rpc/grpc_client.cc`: no target name override; tried with Ray 2.58',
  severity: Severity.ERROR,
  check: (set) => {
    // Pods that run got their leaf after they had an address, as KubeRay's own mTLS makes one for all workers.
    const uses = set.rayNodes
      .filter(({ manifest }) => !(manifest.kind === 'Pod' && manifest.isLive))
      .flatMap((pod) => leavesOf(pod).slice(0, 1));
    const bySecret = new Map<string, LeafUse[]>();
    for (const use of uses.filter(({ secretName }) => secretName !== undefined)) {
      const key = `${use.pod.namespace ?? ''}/${use.secretName}`;
      bySecret.set(key, [...(bySecret.get(key) ?? []), use]);
    }
    return [...bySecret.values()].flatMap((sharing) => {
      const count = sharing.reduce((sum, { pod }) => sum + pod.replicas, 0);
      if (count < 2) return [];
      const names = [...new Set(sharing.map(({ pod }) => pod.title))].join(', ');
      return sharing.map(({ pod, volume, secretName }) => ({
        manifest: pod.manifest,
        path: volume.path,
        message: `the Secret '${secretName}' is the leaf of ${names}: of up to ${count} pods`,
      }));
    });
  },
};
