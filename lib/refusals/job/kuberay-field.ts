import { kubeRayVersionAtLeast } from '../cluster/kuberay-version';
import { invalid } from '../invalid';

/** Refuses what an older KubeRay does not know: its API server would drop the field, or refuse the object. */
export function requireKubeRayHas(constructPath: string, what: string, got: unknown, kubeRayVersion: string, least: string): void {
  if (kubeRayVersionAtLeast(kubeRayVersion, least)) return;
  throw invalid(constructPath, {
    what,
    got,
    because: `KubeRay has it from ${least} on, and kubeRayVersion is ${kubeRayVersion}`,
    fix: 'remove it, or install a newer KubeRay and say so by kubeRayVersion',
  });
}
