import type { RayPodRole } from '../pod/ray-pod';

/** What the pods of a Ray cluster listen for. */
export enum RayPortPurpose {
  /** The control service (GCS): whoever speaks to it commands the cluster. */
  GCS = 'GCS',
  /** Ray Client's server, for drivers outside of the cluster. */
  CLIENT = 'Ray Client',
  /** The dashboard, with the Jobs API. */
  DASHBOARD = 'dashboard and Jobs API',
  /** The HTTP side of a node's agent: health, and a Jobs API of its own. */
  AGENT = 'agent (HTTP)',
  /** Metrics for Prometheus. */
  METRICS = 'metrics',
  /** The applications of Ray Serve. */
  SERVE = 'Ray Serve',
  /** The raylet, the object manager, the agent, the workers and Ray Client's sessions, which speak gRPC on ports of their own choice. */
  NODE = 'raylet, objects, workers, sessions',
  /** The agent that prepares the environments of tasks and installs what they ask for, over HTTP. */
  RUNTIME_ENV = 'runtime environment agent (HTTP)',
  /** The kube-rbac-proxy before the dashboard. */
  PROXY = 'kube-rbac-proxy',
  /** Where a sidecar says that it is well, and nothing else. */
  HEALTH = 'health of a sidecar',
  /** What a container of the pod declares beside these. */
  DECLARED = 'declared by a container',
}

/** What stands between a port and whoever reaches its pod. */
export enum RayPortGuard {
  /** The client and the server both show a certificate of the cluster's CA. */
  MUTUAL_TLS = 'mutual TLS',
  /** The server shows a certificate, and traffic is encrypted. */
  TLS = 'TLS',
  /** Ray asks for its token. */
  TOKEN = 'token',
  /** A kube-rbac-proxy asks Kubernetes who it is and what it may. */
  RBAC_PROXY = 'kube-rbac-proxy',
  /** A network policy says who reaches it. */
  NETWORK_POLICY = 'network policy',
}

/** One port of one kind of pod, and who gets through to it. */
export interface RayPortExposure {
  /** What the pod does in the cluster. */
  readonly role: RayPodRole;
  /** The name of its group, as `RayPod` has it: `headgroup` for the head. */
  readonly groupName: string;
  /** The TCP port, a range of them, or `random` where Ray lets the system choose: `6379`, `10002-19999`. */
  readonly port: string;
  /** What listens there. */
  readonly purpose: RayPortPurpose;
  /** What protects it; nothing does if the list is empty. */
  readonly guards: RayPortGuard[];
  /** From where it can be reached, in words: `every pod`, `the pod itself`, `pods of this cluster`. */
  readonly reachableFrom: string[];
}

/**
 * What a concern that is attached from outside (a proxy, a token, a network policy) does to the ports of a cluster.
 *
 * The cluster never imports those concerns (arrows run the other way), so each tells it what it protects, by
 * `cluster._protects(...)` in its constructor. It answers for one port at a time, when `exposure()` is called:
 * concerns attach in any order, and none has to know the others.
 */
export interface PortProtection {
  /** Ports that the concern opens on the cluster's pods itself, with what guards them from the start. */
  readonly opens?: readonly RayPort[];
  /** What the concern puts before a port; an empty list where it does nothing. */
  guards(port: RayPort): readonly RayPortGuard[];
  /** From where a port that the pod network reaches can still be reached; left out by concerns that do not narrow that. */
  reachableFrom?(port: RayPort): readonly string[];
}

/** A port as it is before any concern is attached. */
export interface RayPort {
  readonly role: RayPodRole;
  readonly groupName: string;
  readonly port: string;
  readonly purpose: RayPortPurpose;
  readonly guards: readonly RayPortGuard[];
  /** Whether only the pod itself reaches it, because it listens on the loopback interface. */
  readonly loopback?: boolean;
}

/** The ports, and those that concerns open, with what every attached concern does to them. */
export function exposureOf(ownPorts: readonly RayPort[], protections: readonly PortProtection[]): RayPortExposure[] {
  return portsOf(ownPorts, protections).map((port) => {
    const present = [...port.guards, ...protections.flatMap((protection) => protection.guards(port))];
    const guards = Object.values(RayPortGuard).filter((guard) => present.includes(guard));
    const { role, groupName, purpose } = port;
    return { role, groupName, port: port.port, purpose, guards, reachableFrom: reach(port, protections) };
  });
}

/** The ports of a cluster's pods: its own, and those that concerns open, which say more of a port than its declaration by a container. */
export function portsOf(ownPorts: readonly RayPort[], protections: readonly PortProtection[]): RayPort[] {
  const opened = protections.flatMap(({ opens = [] }) => opens);
  const isOpened = ({ groupName, port }: RayPort) => opened.some((other) => other.groupName === groupName && other.port === port);
  return [...ownPorts.filter((port) => port.purpose !== RayPortPurpose.DECLARED || !isOpened(port)), ...opened];
}

function reach(port: RayPort, protections: readonly PortProtection[]): string[] {
  if (port.loopback) return ['the pod itself'];
  const narrowed = protections.flatMap((protection) => protection.reachableFrom?.(port) ?? []);
  return narrowed.length === 0 ? ['every pod'] : [...new Set(narrowed)];
}
