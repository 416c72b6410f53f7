import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { validateManifest } from '../../schemas/support/validate-manifest';
import { lacksOfIdentity } from './identity';
import type { Verdict } from './judge';

/** What is wrong with an object that this library made, and with the pods that KubeRay makes of it. */
export function flaws({ refusal, dropped, pods }: Verdict, version: KubeRayVersion): string[] {
  return [
    ...(refusal === undefined ? [] : [`KubeRay ${version} refuses it: ${refusal}`]),
    ...(dropped === undefined ? [] : [`KubeRay ${version} does not know a field of it: ${dropped}`]),
    ...pods.flatMap(({ pod }) => validateManifest(pod, { kubeRay: version })),
    ...pods.flatMap(lacksOfIdentity),
  ];
}
