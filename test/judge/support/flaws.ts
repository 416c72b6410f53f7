import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { validateManifest } from '../../schemas/support/validate-manifest';
import { lacksOfIdentity } from './identity';
import type { BuiltPod, Verdict } from './judge';

/** What is wrong with an object that this library made, and with the pods that KubeRay makes of it. */
export function flaws({ refusal, dropped, pods }: Verdict, version: KubeRayVersion): string[] {
  return [
    ...(refusal === undefined ? [] : [`KubeRay ${version} refuses it: ${refusal}`]),
    ...(dropped === undefined ? [] : [`KubeRay ${version} does not know a field of it: ${dropped}`]),
    ...unfitPods(pods, version),
    ...pods.flatMap(lacksOfIdentity),
  ];
}

/** For what the API server rejects pods: by their schema, and for a name that two of their containers have. */
export function unfitPods(pods: readonly BuiltPod[], version: KubeRayVersion): string[] {
  return pods.flatMap(({ role, pod }) => {
    const names: string[] = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    return [...validateManifest(pod, { kubeRay: version }), ...twice.map((name) => `${role}: two containers are called ${name}`)];
  });
}
