import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { JUDGED_VERSIONS, SKIPPED_VERSIONS } from './kuberay-sources';

/** A test for each version of KubeRay; one whose source is not on this machine is counted as to be done. */
export function testForEachVersion(title: string, body: (version: KubeRayVersion) => void): void {
  for (const version of JUDGED_VERSIONS) test(`KubeRay ${version}: ${title}`, () => body(version));
  for (const version of SKIPPED_VERSIONS) test.todo(`KubeRay ${version}, whose source is not here: ${title}`);
}
