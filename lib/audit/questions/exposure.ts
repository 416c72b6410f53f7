import { isLoopback, type RayListener, rayListeners } from '../../facts/ray-listeners';
import { COMMANDING_PURPOSES, GRPC_PURPOSES, RayPortGuard, RayPortPurpose } from '../../facts/ray-ports';
import type { Container } from '../model/container';
import { text } from '../model/json';
import type { Pod } from '../model/pod';
import { letsEveryoneIn, type NetworkPolicies, type NetworkReach } from './network-policies';

/** One port of one kind of Ray pod: what protects it, and who gets to it. */
export interface PortExposure {
  readonly pod: Pod;
  readonly port: string;
  readonly purpose: RayPortPurpose;
  readonly guards: readonly RayPortGuard[];
  readonly reachableFrom: readonly string[];
  /** Whether anyone in the pod network gets through to what listens, without showing anything. */
  readonly isOpen: boolean;
}

/** Network policies do not apply to pods in the network of their node. */
const NODE_NETWORK: NetworkReach = { restricted: true, from: ['every pod', 'whoever reaches the node'] };

/** The ports of a Ray pod. */
export function exposureOf(pod: Pod, policies: NetworkPolicies): PortExposure[] {
  return [...listenersOf(pod), ...proxyListeners(pod)].map(({ port, purpose, loopback, guards: own }) => {
    const reach = pod.spec.hostNetwork === true ? NODE_NETWORK : policies.reach(pod, port);
    const guards = [...own, ...guardsOf(pod, purpose), ...(!loopback && !letsEveryoneIn(reach) ? [RayPortGuard.NETWORK_POLICY] : [])];
    const reachableFrom = loopback ? ['the pod itself'] : reachOf(reach);
    return { pod, port, purpose, guards, reachableFrom, isOpen: !loopback && guards.length === 0 };
  });
}

interface GuardedListener extends RayListener {
  readonly guards: readonly RayPortGuard[];
}

function listenersOf(pod: Pod): GuardedListener[] {
  const [ray] = pod.rayContainers;
  const proxy = pod.kubeRbacProxy;
  const sidecars = pod.containers.filter((container) => container !== ray && container !== proxy);
  const declared = (container: Container) =>
    container.ports.map(({ name, containerPort }) => ({ name: text(name), containerPort: text(containerPort) ?? 'random' }));
  const listeners = rayListeners({
    isHead: pod.role === 'head' || ray.flag('head') !== undefined,
    params: startParams(pod, ray),
    rayPorts: declared(ray),
    sidecarPorts: sidecars.flatMap(declared),
    dashboardHost: pod.isKubeRay ? '0.0.0.0' : '127.0.0.1',
    servesByDefault: pod.isKubeRay,
  });
  const taken = proxyListeners(pod).map(({ port }) => port);
  // Where the Ray container declares the proxy's port too, it is the proxy that listens there.
  return listeners
    .filter(({ port, purpose }) => !(purpose === RayPortPurpose.DECLARED && taken.includes(port)))
    .map((listener) => ({ ...listener, guards: [] }));
}

const FLAGS = ['port', 'dashboard-host', 'dashboard-port', 'include-dashboard', 'ray-client-server-port', 'dashboard-agent-listen-port'];

/** From KubeRay's parameters, or from the command line of `ray start`. */
export function startParams(pod: Pod, ray: Container): { readonly [name: string]: string | undefined } {
  if (pod.isKubeRay) return Object.fromEntries(pod.rayStartParams);
  return Object.fromEntries(FLAGS.map((name) => [name, ray.flag(name)]));
}

function proxyListeners(pod: Pod): GuardedListener[] {
  const proxy = pod.kubeRbacProxy;
  if (proxy === undefined) return [];
  const listening = (flag: string, guards: RayPortGuard[]) => {
    const address = proxy.flag(flag);
    const port = /:(\d+)$/.exec(address ?? '')?.[1];
    const host = address?.slice(0, address.lastIndexOf(':'));
    return port === undefined ? [] : [{ port, purpose: RayPortPurpose.PROXY, loopback: isLoopback(host), guards }];
  };
  const health = proxy.flag('proxy-endpoints-port');
  return [
    ...listening('secure-listen-address', [RayPortGuard.TLS, RayPortGuard.RBAC_PROXY]),
    ...listening('insecure-listen-address', [RayPortGuard.RBAC_PROXY]),
    ...(health ? [{ port: health, purpose: RayPortPurpose.HEALTH, loopback: false, guards: [RayPortGuard.TLS] }] : []),
  ];
}

function guardsOf(pod: Pod, purpose: RayPortPurpose): RayPortGuard[] {
  const isGrpc = GRPC_PURPOSES.includes(purpose);
  const hasTls = pod.rayContainers[0].usesTls || pod.cluster?.hasTlsOptions === true;
  const hasToken = pod.cluster?.asksForToken === true || pod.rayContainers[0].env.get('RAY_AUTH_MODE') === 'token';
  return [
    ...(isGrpc && hasTls ? [RayPortGuard.MUTUAL_TLS] : []),
    ...(COMMANDING_PURPOSES.includes(purpose) && hasToken ? [RayPortGuard.TOKEN] : []),
  ];
}

function reachOf({ restricted, from }: NetworkReach): readonly string[] {
  if (!restricted) return ['every pod'];
  return from.length === 0 ? ['nobody'] : from;
}
