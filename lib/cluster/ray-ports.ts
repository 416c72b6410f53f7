import type { PlainObject } from '../pod/plain-json';
import { type RayPod, RayPodRole } from '../pod/ray-pod';
import { type RayPort, RayPortGuard, RayPortPurpose } from './exposure';

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '::1'];

/** What Ray speaks gRPC on. Everything else of it is plain HTTP, to which its TLS settings do not apply. */
const GRPC = [RayPortPurpose.GCS, RayPortPurpose.CLIENT, RayPortPurpose.NODE];

/**
 * What the pods of a cluster listen for by themselves, as the parameters of `ray start` say and Ray 2.58 does
 * where they say nothing: the list was compared with the open sockets of running pods.
 */
export function rayPorts(spec: PlainObject, pods: readonly RayPod[]): RayPort[] {
  const groups: PlainObject[] = [spec.headGroupSpec, ...spec.workerGroupSpecs];
  return pods.flatMap((pod, index) => portsOfGroup(pod, groups[index]));
}

function portsOfGroup(pod: RayPod, group: PlainObject): RayPort[] {
  const params = group.rayStartParams;
  const isHead = pod.role === RayPodRole.HEAD;
  const listeners = [
    ...(isHead ? headListeners(params) : []),
    listener(params['dashboard-agent-listen-port'] ?? '52365', RayPortPurpose.AGENT),
    listener(params['metrics-export-port'] ?? '8080', RayPortPurpose.METRICS),
    listener(params['runtime-env-agent-port'] ?? 'random', RayPortPurpose.RUNTIME_ENV),
    ...nodePorts(params).map((port) => listener(port, RayPortPurpose.NODE)),
  ];
  const known = listeners.map(({ port }) => port);
  const declared = declaredListeners(group, isHead).filter(({ port }) => !known.includes(port));
  return [...listeners, ...declared].map(({ port, purpose, loopback }) => ({
    role: pod.role,
    groupName: pod.groupName,
    port,
    purpose,
    guards: GRPC.includes(purpose) ? [RayPortGuard.MUTUAL_TLS] : [],
    loopback,
  }));
}

function headListeners(params: PlainObject): Listener[] {
  const dashboard = [
    listener(params['dashboard-port'] ?? '8265', RayPortPurpose.DASHBOARD, LOOPBACK_HOSTS.includes(params['dashboard-host'])),
    listener('44227', RayPortPurpose.METRICS),
  ];
  return [
    listener(params.port ?? '6379', RayPortPurpose.GCS),
    listener(params['ray-client-server-port'] ?? '10001', RayPortPurpose.CLIENT),
    // One server a client, started by the one that clients dial, which alone talks to it.
    listener('23000-24000', RayPortPurpose.NODE),
    ...(params['include-dashboard'] === 'false' ? [] : dashboard),
    // The autoscaler's, or that of the monitor which runs where there is none.
    listener('44217', RayPortPurpose.METRICS),
  ];
}

/** The raylet, the object manager and the agent listen at random unless told otherwise; the workers within a range. */
function nodePorts(params: PlainObject): string[] {
  const single = ['node-manager-port', 'object-manager-port', 'dashboard-agent-grpc-port'].map((name) => params[name] ?? 'random');
  const workers = params['worker-port-list'] ?? `${params['min-worker-port'] ?? '10002'}-${params['max-worker-port'] ?? '19999'}`;
  return [...new Set([...single, workers])];
}

function declaredListeners(group: PlainObject, isHead: boolean): Listener[] {
  const [ray, ...sidecars]: PlainObject[] = group.template.spec.containers;
  const rayPorts: PlainObject[] = ray.ports ?? [];
  // KubeRay puts Serve's port into the head's Service where the Ray container declares no port at all.
  const serve = isHead && rayPorts.length === 0 ? [listener('8000', RayPortPurpose.SERVE)] : [];
  return [
    ...serve,
    ...rayPorts.map(({ name, containerPort }) =>
      listener(`${containerPort}`, isServe(name) ? RayPortPurpose.SERVE : RayPortPurpose.DECLARED),
    ),
    ...sidecars.flatMap(({ ports = [] }) => ports.map((port: PlainObject) => listener(`${port.containerPort}`, RayPortPurpose.DECLARED))),
  ];
}

/** As KubeRay names the ports of Serve. */
function isServe(name?: string): boolean {
  return name === 'serve' || name?.startsWith('serve-') === true;
}

function listener(port: string, purpose: RayPortPurpose, loopback = false): Listener {
  return { port, purpose, loopback };
}

interface Listener {
  readonly port: string;
  readonly purpose: RayPortPurpose;
  readonly loopback: boolean;
}
