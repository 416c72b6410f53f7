import { dirname } from 'node:path';

type Json = { readonly [key: string]: any };

const FILES = ['RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT'];
/** Which KubeRay gives to the autoscaler that it adds, and to nothing else. */
const VARIABLE_OF_AUTOSCALER = 'KUBERAY_CRD_VER';
const VARIABLES = ['RAY_USE_TLS', ...FILES];

/**
 * What each container that runs Ray in a pod lacks of its identity: the four variables, with files below a mount of a volume that the pod has.
 *
 * KubeRay adds two that run it: `wait-gcs-ready`, the last init container of a worker, and the autoscaler.
 *
 * A container that needs none (a submitter, a sidecar of the user's) may have none, but not half of one.
 */
export function lacksOfIdentity({ role, pod }: { readonly role: string; readonly pod: any }): string[] {
  const { containers, initContainers = [] } = pod.spec as { containers: Json[]; initContainers?: Json[] };
  return [...initContainers, ...containers].flatMap((container) => {
    const runsRay =
      (role !== 'submitter' && container === containers[0]) ||
      (role === 'worker' && container === initContainers.at(-1)) ||
      (container.env ?? []).some(({ name }: Json) => name === VARIABLE_OF_AUTOSCALER);
    const lacks = lacksOf(container, pod.spec.volumes ?? []);
    const hasNone = lacks.length === VARIABLES.length && lacks.every((lack) => lack.endsWith('not set'));
    return hasNone && !runsRay ? [] : lacks.map((lack) => `${role} ${container.name}: ${lack}`);
  });
}

function lacksOf(container: Json, volumes: readonly Json[]): string[] {
  // Of two entries with one name the kubelet takes the last.
  const variables = new Map<string, Json>((container.env ?? []).map((variable: Json) => [variable.name, variable]));
  return VARIABLES.flatMap((name) => {
    const value = variables.get(name)?.value;
    if (value === undefined) return [`${name} is not set`];
    if (name === 'RAY_USE_TLS') return value === '1' ? [] : [`${name} is '${value}'`];
    const isAbove = (path: string) => `${dirname(value)}/`.startsWith(`${path.replace(/\/+$/, '')}/`);
    const mount = (container.volumeMounts ?? []).find((each: Json) => isAbove(each.mountPath));
    if (mount === undefined) return [`nothing is mounted for ${name}, ${value}`];
    return volumes.some((volume) => volume.name === mount.name) ? [] : [`there is no volume '${mount.name}' for ${name}`];
  });
}
