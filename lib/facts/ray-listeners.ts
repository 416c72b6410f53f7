import { RayPortPurpose } from './ray-ports';

/** One port on which a pod listens. */
export interface RayListener {
  /** The TCP port, a range of them, or `random` where Ray lets the system choose: `6379`, `10002-19999`. */
  readonly port: string;
  readonly purpose: RayPortPurpose;
  /** Whether it listens on the loopback interface, so that only the pod itself reaches it. */
  readonly loopback: boolean;
}

/** A port as a container declares it. */
export interface DeclaredPort {
  readonly name?: string;
  readonly containerPort: string;
}

/** What decides where a pod listens. */
export interface RayListenerParts {
  readonly isHead: boolean;
  /** The parameters of `ray start`, without the leading dashes. */
  readonly params: { readonly [name: string]: string | undefined };
  /** What the Ray container declares. */
  readonly rayPorts: readonly DeclaredPort[];
  /** What the other containers declare. */
  readonly sidecarPorts: readonly DeclaredPort[];
  /** Where the dashboard listens unless told: KubeRay says everywhere, Ray itself says 127.0.0.1. */
  readonly dashboardHost: string;
  /** Whether KubeRay puts Serve's port 8000 into the head's Service where the Ray container declares no port at all. */
  readonly servesByDefault: boolean;
}

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '::1'];

/**
 * What a Ray pod listens for by itself, as the parameters of `ray start` say and Ray 2.58 does where they say nothing: the list
 * was compared with the open sockets of running pods.
 */
export function rayListeners(parts: RayListenerParts): RayListener[] {
  const { params, isHead } = parts;
  const listeners = [
    ...(isHead ? headListeners(parts) : []),
    listener(params['dashboard-agent-listen-port'] ?? '52365', RayPortPurpose.AGENT),
    listener(params['metrics-export-port'] ?? '8080', RayPortPurpose.METRICS),
    listener(params['runtime-env-agent-port'] ?? 'random', RayPortPurpose.RUNTIME_ENV),
    ...nodePorts(params).map((port) => listener(port, RayPortPurpose.NODE)),
  ];
  const known = listeners.map(({ port }) => port);
  return [...listeners, ...declaredListeners(parts).filter(({ port }) => !known.includes(port))];
}

export function isLoopback(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_HOSTS.includes(host);
}

function headListeners({ params, dashboardHost }: RayListenerParts): RayListener[] {
  const dashboard = [
    listener(params['dashboard-port'] ?? '8265', RayPortPurpose.DASHBOARD, isLoopback(params['dashboard-host'] ?? dashboardHost)),
    listener('44227', RayPortPurpose.METRICS),
  ];
  return [
    listener(params.port ?? '6379', RayPortPurpose.GCS),
    listener(params['ray-client-server-port'] ?? '10001', RayPortPurpose.CLIENT),
    // One server a client, started by the one that clients dial, which alone talks to it.
    listener('23000-24000', RayPortPurpose.NODE),
    ...(params['include-dashboard']?.toLowerCase() === 'false' ? [] : dashboard),
    // The autoscaler's, or that of the monitor which runs where there is none.
    listener('44217', RayPortPurpose.METRICS),
  ];
}

/** The raylet, the object manager and the agent listen at random unless told otherwise; the workers within a range. */
function nodePorts(params: RayListenerParts['params']): string[] {
  const single = ['node-manager-port', 'object-manager-port', 'dashboard-agent-grpc-port'].map((name) => params[name] ?? 'random');
  const workers = params['worker-port-list'] ?? `${params['min-worker-port'] ?? '10002'}-${params['max-worker-port'] ?? '19999'}`;
  return [...new Set([...single, workers])];
}

function declaredListeners({ isHead, rayPorts, sidecarPorts, servesByDefault }: RayListenerParts): RayListener[] {
  const serve = isHead && servesByDefault && rayPorts.length === 0 ? [listener('8000', RayPortPurpose.SERVE)] : [];
  return [
    ...serve,
    ...rayPorts.map(({ name, containerPort }) => listener(containerPort, isServe(name) ? RayPortPurpose.SERVE : RayPortPurpose.DECLARED)),
    ...sidecarPorts.map(({ containerPort }) => listener(containerPort, RayPortPurpose.DECLARED)),
  ];
}

/** As KubeRay names the ports of Serve. */
function isServe(name?: string): boolean {
  return name === 'serve' || name?.startsWith('serve-') === true;
}

function listener(port: string, purpose: RayPortPurpose, loopback = false): RayListener {
  return { port, purpose, loopback };
}
