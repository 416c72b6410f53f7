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

/** What Ray speaks gRPC on. Everything else of it is plain HTTP, to which its TLS settings do not apply. */
export const GRPC_PURPOSES: readonly RayPortPurpose[] = [RayPortPurpose.GCS, RayPortPurpose.CLIENT, RayPortPurpose.NODE];

/** Where whoever gets through runs code in the cluster, or is on the way to it; with a token Ray asks for it on all of them. */
export const COMMANDING_PURPOSES: readonly RayPortPurpose[] = [
  ...GRPC_PURPOSES,
  RayPortPurpose.DASHBOARD,
  RayPortPurpose.AGENT,
  RayPortPurpose.RUNTIME_ENV,
];

/** Who reaches a port on the loopback interface, by whether the pod has a network of its own or that of its node. */
export const LOOPBACK_REACH = { ownNetwork: 'the pod itself', nodeNetwork: 'pods in the network of its node' } as const;

/** Whether that is all who reach a port. */
export function isLoopbackReach(reachableFrom: readonly string[]): boolean {
  return Object.values<string>(LOOPBACK_REACH).some((reach) => reachableFrom.includes(reach));
}
