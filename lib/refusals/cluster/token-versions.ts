import { invalid } from '../invalid';
import { kubeRayVersionAtLeast } from './kuberay-version';
import { rayVersionAtLeast } from './ray-version';

/** The oldest versions that know a kind of token (KubeRay v1.7.0, Ray 2.58). */
export interface TokenVersions {
  readonly ray: string;
  readonly kubeRay: string;
}

/** Refuses a kind of token that the cluster's Ray or KubeRay does not know: both would leave authentication off. */
export function requireTokenVersions(
  constructPath: string,
  source: string,
  cluster: { readonly rayVersion: string; readonly kubeRayVersion: string },
  least: TokenVersions,
): void {
  const { rayVersion, kubeRayVersion } = cluster;
  if (!rayVersionAtLeast(rayVersion, least.ray)) {
    throw invalid(constructPath, {
      what: "the cluster's rayVersion",
      got: rayVersion,
      because: `${source} needs Ray ${least.ray}, and an older one asks nobody for a token`,
      fix: `use Ray ${least.ray} or newer`,
    });
  }
  if (!kubeRayVersionAtLeast(kubeRayVersion, least.kubeRay)) {
    throw invalid(constructPath, {
      what: "the cluster's kubeRayVersion",
      got: kubeRayVersion,
      because: `${source} needs KubeRay ${least.kubeRay}, and an older one ignores what it does not know of authOptions`,
      fix: `install KubeRay ${least.kubeRay} or newer and say so, or choose another source of tokens`,
    });
  }
}
