import { rayVersionOfImage } from '../../facts/ray-images';
import { RAY_VULNERABILITIES, type RayVulnerability } from '../../facts/ray-vulnerabilities';
import { rayVersionAtLeast } from '../../refusals/cluster/ray-version';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { type Complaint, type Rule, Severity } from '../rule';

export const rayVersionVulnerable: Rule = {
  id: 'ray-version-vulnerable',
  title: 'A version of Ray with published vulnerabilities',
  why: 'Mutual TLS keeps strangers away from the gRPC ports. It helps neither against what a browser does at the dashboard nor against data that a job reads.',
  fix: 'Use the version of Ray that the message names, or a newer one, for head, workers and clients alike.',
  source: `The GitHub Advisory Database and NVD: ${RAY_VULNERABILITIES.map(({ id }) => id).join(', ')}`,
  severity: Severity.WARNING,
  check: (set) => versionsOf(set).flatMap(vulnerable),
};

interface PlacedVersion {
  readonly manifest: Manifest;
  readonly path: string;
  readonly version: string;
}

/** `rayVersion` of a cluster counts; without it, the images of its pods. */
function versionsOf(set: ManifestSet): PlacedVersion[] {
  const said = set.clusters.flatMap(({ manifest, path, rayVersion }) =>
    rayVersion === undefined ? [] : [{ manifest, path: `${path}.rayVersion`, version: rayVersion }],
  );
  const read = set.rayPods
    .filter(({ cluster }) => cluster?.rayVersion === undefined)
    .flatMap(({ manifest, rayContainers }) =>
      rayContainers.slice(0, 1).flatMap(({ image, path }) => {
        const version = rayVersionOfImage(image);
        return version === undefined ? [] : [{ manifest, path: `${path}.image`, version }];
      }),
    );
  return [...said, ...read];
}

function vulnerable({ manifest, path, version }: PlacedVersion): Complaint[] {
  const found = RAY_VULNERABILITIES.filter((vulnerability) => has(version, vulnerability));
  if (found.length === 0) return [];
  // The table begins with the newest fix, which includes all older ones.
  const list = found.map(({ id, allows }) => `${id} (${allows})`).join(', ');
  return [{ manifest, path, message: `Ray ${version} has ${list}; ${found[0].fixedIn} has none of them` }];
}

function has(version: string, { since, fixedIn }: RayVulnerability): boolean {
  return !rayVersionAtLeast(version, fixedIn) && (since === undefined || rayVersionAtLeast(version, since));
}
