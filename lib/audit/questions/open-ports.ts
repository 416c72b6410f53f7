import type { RayPortPurpose } from '../../facts/ray-ports';
import type { ManifestSet } from '../model/manifest-set';
import type { Complaint } from '../rule';

/** One complaint for each pod of which such a port is open to everyone. */
export function openPorts(set: ManifestSet, purposes: readonly RayPortPurpose[]): Complaint[] {
  return set.rayNodes.flatMap((pod) => {
    const open = set.exposureOf(pod).filter(({ isOpen, purpose }) => isOpen && purposes.includes(purpose));
    if (open.length === 0) return [];
    const ports = open.map(({ port, purpose }) => `${port} (${purpose})`).join(' and ');
    return [{ manifest: pod.manifest, path: pod.specPath, message: `nothing protects ${ports} of the ${pod.title}` }];
  });
}
