import { type DeclaredPort, rayListeners } from '../../facts/ray-listeners';
import { GRPC_PURPOSES } from '../../facts/ray-ports';
import type { PlainObject } from '../../kubernetes/plain-json';
import { type RayPod, RayPodRole } from '../../kubernetes/ray-pod';
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
    hostNetwork: group.template.spec.hostNetwork === true,
    guards: GRPC_PURPOSES.includes(listener.purpose) ? [RayPortGuard.MUTUAL_TLS] : [],
  }));
}

function declaredPorts({ ports = [] }: PlainObject): DeclaredPort[] {
  return ports.map(({ name, containerPort }: PlainObject) => ({ name, containerPort: `${containerPort}` }));
}
