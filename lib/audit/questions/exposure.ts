import { type RayListener, rayListeners } from '../../facts/ray-listeners';
import { COMMANDING_PURPOSES, GRPC_PURPOSES, LOOPBACK_REACH, RayPortGuard, RayPortPurpose } from '../../facts/ray-ports';
import type { Container } from '../model/container';
import { text } from '../model/json';
import type { Pod } from '../model/pod';
import { letsEveryoneIn, type NetworkPolicies, type NetworkReach } from './network-policies';
import { rbacProxyOf } from './rbac-proxy';

/** One port of one kind of Ray pod: what protects it, and who gets to it. */
export interface PortExposure {
  readonly pod: Pod;
  readonly port: string;
  readonly purpose: RayPortPurpose;
  readonly guards: readonly RayPortGuard[];
  readonly reachableFrom: readonly string[];
  /** Whether whoever gets through can run code, or is on the way to it. */
  readonly commands: boolean;
  /** Whether anyone in the pod network gets through to what listens, without showing anything. */
  readonly isOpen: boolean;
  /** Whether something may protect it of which the manifests do not say what it is. */
  readonly isUnknown: boolean;
}

/** Network policies do not apply to pods in the network of their node. */
const NODE_NETWORK: NetworkReach = { restricted: true, from: ['every pod', 'whoever reaches the node'] };

/** The ports of a Ray pod. */
export function exposureOf(pod: Pod, policies: NetworkPolicies): PortExposure[] {
  return [...listenersOf(pod), ...proxyListeners(pod)].map(({ port, purpose, loopback, guards: own, leadsToDashboard }) => {
    const reach = pod.spec.hostNetwork === true ? NODE_NETWORK : policies.reach(pod, port);
    const guards = [...own, ...guardsOf(pod, purpose), ...(!loopback && !letsEveryoneIn(reach) ? [RayPortGuard.NETWORK_POLICY] : [])];
    const isUnknown = guards.length === 0 && (reach.isUnknown === true || mayBeGuarded(pod, purpose));
    const reachableFrom = loopback
      ? [pod.spec.hostNetwork === true ? LOOPBACK_REACH.nodeNetwork : LOOPBACK_REACH.ownNetwork]
      : reachOf(reach);
    const commands = leadsToDashboard || COMMANDING_PURPOSES.includes(purpose);
    return { pod, port, purpose, guards, reachableFrom, commands, isUnknown, isOpen: !loopback && !isUnknown && guards.length === 0 };
  });
}

interface GuardedListener extends RayListener {
  readonly guards: readonly RayPortGuard[];
  /** Whether what listens hands requests on to the dashboard without asking who they come from. */
  readonly leadsToDashboard: boolean;
}

function listenersOf(pod: Pod): GuardedListener[] {
  const [ray] = pod.rayContainers;
  const proxy = rbacProxyOf(pod)?.container;
  const sidecars = pod.containers.filter((container) => container !== ray && container !== proxy);
  const declared = (container: Container) =>
    container.ports.map(({ name, containerPort }) => ({ name: text(name), containerPort: text(containerPort) ?? 'random' }));
  const listeners = rayListeners({
    isHead: pod.isHead,
    params: startParams(pod, ray),
    rayPorts: declared(ray),
    sidecarPorts: sidecars.flatMap(declared),
    dashboardHost: dashboardHostOf(pod),
    servesByDefault: pod.isKubeRay,
  });
  const taken = proxyListeners(pod).map(({ port }) => port);
  // Where the Ray container declares the proxy's port too, it is the proxy that listens there.
  return listeners
    .filter(({ port, purpose }) => !(purpose === RayPortPurpose.DECLARED && taken.includes(port)))
    .map((listener) => ({ ...listener, guards: [], leadsToDashboard: false }));
}

/** Where the dashboard listens unless told: KubeRay says everywhere, Ray itself on the loopback interface. */
export function dashboardHostOf(pod: Pod): string {
  return pod.isKubeRay && !ownCommand(pod) ? '0.0.0.0' : '127.0.0.1';
}

const FLAGS = [
  'port',
  'dashboard-host',
  'dashboard-port',
  'include-dashboard',
  'ray-client-server-port',
  'dashboard-agent-listen-port',
  'dashboard-agent-grpc-port',
  'metrics-export-port',
  'node-manager-port',
  'object-manager-port',
  'runtime-env-agent-port',
  'min-worker-port',
  'max-worker-port',
  'worker-port-list',
];

/** From KubeRay's parameters, or from the command line of `ray start`. */
export function startParams(pod: Pod, ray: Container): { readonly [name: string]: string | undefined } {
  if (pod.isKubeRay && !ownCommand(pod)) return Object.fromEntries(pod.rayStartParams);
  return Object.fromEntries(FLAGS.map((name) => [name, ray.rayStartFlag(name)]));
}

/** Whether it starts Ray by a command of its own instead of the one that KubeRay makes of the parameters. */
function ownCommand(pod: Pod): boolean {
  return pod.overwritesCommand && pod.rayContainers[0]?.startsRay === true;
}

function proxyListeners(pod: Pod): GuardedListener[] {
  const proxy = rbacProxyOf(pod);
  if (proxy === undefined) return [];
  const { container, addresses, gaps } = proxy;
  const asks = gaps.length === 0;
  const listening = addresses.map(({ port, isLocal, hasTls }) => ({
    port,
    purpose: RayPortPurpose.PROXY,
    loopback: isLocal,
    guards: asks ? [...(hasTls ? [RayPortGuard.TLS] : []), RayPortGuard.RBAC_PROXY] : [],
    leadsToDashboard: !asks,
  }));
  const declared = container.ports
    .flatMap(({ containerPort }) => text(containerPort) ?? [])
    .filter((port) => addresses.length === 0 && !listening.some((each) => each.port === port))
    .map((port) => ({ port, purpose: RayPortPurpose.PROXY, loopback: false, guards: [], leadsToDashboard: !asks }));
  const health = container.flag('proxy-endpoints-port');
  return [
    ...listening,
    ...declared,
    ...(health
      ? [{ port: health, purpose: RayPortPurpose.HEALTH, loopback: false, guards: [RayPortGuard.TLS], leadsToDashboard: false }]
      : []),
  ];
}

function guardsOf(pod: Pod, purpose: RayPortPurpose): RayPortGuard[] {
  const isGrpc = GRPC_PURPOSES.includes(purpose);
  const hasTls = pod.rayContainers[0].usesTls || pod.cluster?.hasTlsOptions === true;
  return [
    ...(isGrpc && hasTls ? [RayPortGuard.MUTUAL_TLS] : []),
    ...(COMMANDING_PURPOSES.includes(purpose) && asksForToken(pod) ? [RayPortGuard.TOKEN] : []),
  ];
}

function mayBeGuarded(pod: Pod, purpose: RayPortPurpose): boolean {
  const [ray] = pod.rayContainers;
  const mode = ray.setting('RAY_AUTH_MODE');
  const mayAsk = mode.isUnknown && (mode.inCommand || ray.env.has('RAY_AUTH_MODE') || Array.isArray(ray.json.envFrom));
  return (GRPC_PURPOSES.includes(purpose) && ray.mayUseTls) || (COMMANDING_PURPOSES.includes(purpose) && mayAsk);
}

/** Whether Ray asks for a token in a pod: what its container sets itself counts before what KubeRay adds. */
export function asksForToken(pod: Pod): boolean {
  const own = pod.rayContainers[0]?.setting('RAY_AUTH_MODE').value;
  return own === undefined ? pod.cluster?.asksForToken === true : own.toLowerCase() === 'token';
}

function reachOf({ restricted, from }: NetworkReach): readonly string[] {
  if (!restricted) return ['every pod'];
  return from.length === 0 ? ['nobody'] : from;
}
