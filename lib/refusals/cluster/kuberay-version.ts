import { invalid } from '../invalid';

const KNOWN_MINORS = [5, 6, 7];
const VERSION = /^v?1\.(\d+)(?:\.(\d+))?$/;

/** Refuses what is no version of KubeRay that this library was made for. */
export function requireKubeRayVersion(constructPath: string, what: string, kubeRayVersion: string): void {
  const minor = VERSION.exec(kubeRayVersion)?.[1];
  if (minor !== undefined && KNOWN_MINORS.includes(Number(minor))) return;
  throw invalid(constructPath, {
    what,
    got: kubeRayVersion,
    because: `this library knows KubeRay ${KNOWN_MINORS.map((known) => `1.${known}`).join(', ')}`,
    fix: "write the version of the operator that runs in the cluster, such as '1.6' or '1.5.1'",
  });
}

/** Whether a valid KubeRay version is `least` or newer; a version without a patch is its newest patch. */
export function kubeRayVersionAtLeast(kubeRayVersion: string, least: string): boolean {
  const [minor, patch] = parse(kubeRayVersion, Number.MAX_SAFE_INTEGER);
  const [leastMinor, leastPatch] = parse(least, 0);
  return minor === leastMinor ? patch >= leastPatch : minor > leastMinor;
}

function parse(text: string, withoutPatch: number): [number, number] {
  const match = VERSION.exec(text)!;
  return [Number(match[1]), match[2] === undefined ? withoutPatch : Number(match[2])];
}
