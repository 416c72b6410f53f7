import type { PlainObject } from '../pod/plain-json';
import { type RayPod, RayPodRole } from '../pod/ray-pod';
import { type DeclaredPort, rayListeners } from '../validation/ray-listeners';
import { GRPC_PURPOSES } from '../validation/ray-port';
import { type RayPort, RayPortGuard } from './exposure';

/** What the pods of a cluster listen for by themselves. */
export function rayPorts(spec: PlainObject, pods: readonly RayPod[]): RayPort[] {
  const groups: PlainObject[] = [spec.headGroupSpec, ...spec.workerGroupSpecs];
  return pods.flatMap((pod, index) => portsOfGroup(pod, groups[index]));
}

function portsOfGroup(pod: RayPod, group: PlainObject): RayPort[] {
  const [ray, ...sidecars]: PlainObject[] = group.template.spec.containers;
  const listeners = rayListeners({
    isHead: pod.role === RayPodRole.HEAD,
    params: group.rayStartParams,
    rayPorts: declaredPorts(ray),
    sidecarPorts: sidecars.flatMap(declaredPorts),
    // What KubeRay sets where nothing is set (v1.7.0).
    dashboardHost: '0.0.0.0',
    servesByDefault: true,
  });
  return listeners.map((listener) => ({
    ...listener,
    role: pod.role,
    groupName: pod.groupName,
    guards: GRPC_PURPOSES.includes(listener.purpose) ? [RayPortGuard.MUTUAL_TLS] : [],
  }));
}

function declaredPorts({ ports = [] }: PlainObject): DeclaredPort[] {
  return ports.map(({ name, containerPort }: PlainObject) => ({ name, containerPort: `${containerPort}` }));
}
