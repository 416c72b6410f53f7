import { type Complaint, invalid } from '../invalid';
import type { Json } from '../kuberay/rule';
import { redisAddressOf, remoteRedisPorts } from './redis';

/** A pod of the cluster behind KubeRay's policy. */
export interface PolicedPod {
  readonly isHead: boolean;
  readonly groupName: string;
  readonly callsApiServer: boolean;
}

/** The cluster behind it. */
export interface PolicedCluster {
  readonly spec: Json;
  readonly pods: readonly PolicedPod[];
  /** Whether the KubeRay operator runs a job or a service on it. */
  readonly isRunByDashboard: boolean;
}

const DNS_PORTS = [53, 5353];
/** Where API servers listen that are pods themselves; any other port leads to them by address alone. */
const API_PORTS = [443, 6443, 8443, 16443];
const DEFAULT_MODE = 'DenyAll';
const DASHBOARD_PORT = 8265;
const ANYWHERE = '{ ports: [{ port: 443 }, { port: 6443 }] }';
const KUBE_DNS =
  "{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }], ports: [{ protocol: 'UDP', port: 53 }, { port: 53 }] }";
const OPERATOR =
  "{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kuberay-system' } } }], ports: [{ port: 8265 }] }";

/**
 * Refuses a `networkPolicy` of KubeRay's behind which the cluster could not start. KubeRay lets its pods reach each other and nothing else: no
 * name server, no API server, no Redis, and of those outside the submitter of a RayJob alone (`networkpolicy_controller.go`, v1.7.0).
 */
export function requirePolicyLetsThrough(constructPath: string, cluster: PolicedCluster): void {
  const { networkPolicy: policy } = cluster.spec;
  if (policy === undefined) return;
  const mode = policy.mode ?? DEFAULT_MODE;
  const [complaint] = [
    ...(mode === 'DenyAllIngress' ? [] : cluster.pods.flatMap((pod) => egressComplaints(cluster.spec, pod))),
    ...(mode === 'DenyAllEgress' || !cluster.isRunByDashboard ? [] : operatorComplaints(cluster.spec)),
  ];
  if (complaint !== undefined) throw invalid(constructPath, complaint);
}

function egressComplaints(spec: Json, { isHead, groupName, callsApiServer }: PolicedPod): Complaint[] {
  const { place, rules } = placeOf(spec.networkPolicy, isHead, groupName);
  const what = `${place}.egressRules`;
  const egress: readonly Json[] = rules?.egressRules ?? [];
  const name = isHead ? 'the head' : `the workers of '${groupName}'`;
  const shut = `KubeRay's network policy shuts ${name} off from`;
  const complaints: Complaint[] = [];
  if (!isHead && !egress.some((rule) => DNS_PORTS.some((port) => opens(rule, port, ['UDP', 'TCP'])))) {
    complaints.push({ what, because: `${shut} the name server, by which they find the head`, fix: `add ${KUBE_DNS}` });
  }
  if (callsApiServer && !egress.some(maybeReachesApiServer)) {
    complaints.push({ what, because: `${shut} the API server, to which something in the pod speaks`, fix: `add ${ANYWHERE}` });
  }
  const redis = isHead ? remoteRedisPorts(redisAddressOf(spec)) : [];
  const missing = redis.find((port) => !egress.some((rule) => opens(rule, port, ['TCP'])));
  if (missing !== undefined) {
    const fix = `add { to: [{ podSelector: { matchLabels: { app: 'redis' } } }], ports: [{ port: ${missing} }] }, with the labels of your Redis`;
    complaints.push({ what, because: `${shut} Redis, in which it keeps the state of GCS`, fix });
  }
  return complaints;
}

function operatorComplaints({ networkPolicy, headGroupSpec }: Json): Complaint[] {
  const port = Number(headGroupSpec.rayStartParams?.['dashboard-port'] ?? DASHBOARD_PORT);
  const ingress: readonly Json[] = networkPolicy.head?.ingressRules ?? [];
  if (ingress.some((rule) => opens(rule, port, ['TCP']))) return [];
  return [
    {
      what: 'networkPolicy.head.ingressRules',
      because: "KubeRay's network policy shuts its own operator off from the dashboard, through which it runs jobs and services",
      fix: `add ${OPERATOR.replace('8265', `${port}`)}, with the operator's namespace`,
    },
  ];
}

/** The rules for a pod: those of its own worker group take the place of those for all workers. */
function placeOf({ head, worker, workerGroups = [] }: Json, isHead: boolean, groupName: string): { place: string; rules?: Json } {
  if (isHead) return { place: 'networkPolicy.head', rules: head };
  const index = (workerGroups as readonly Json[]).findIndex((group) => group.groupName === groupName);
  if (index === -1) return { place: 'networkPolicy.worker', rules: worker };
  return { place: `networkPolicy.workerGroups[${index}]`, rules: workerGroups[index] };
}

/** Whether a rule lets through to a port, for whatever peers; what a name stands for only the peers know. */
function opens({ ports }: Json, wanted: number, protocols: readonly string[]): boolean {
  if (!Array.isArray(ports) || ports.length === 0) return true;
  return ports.some(({ protocol = 'TCP', port, endPort = port }) => {
    if (!protocols.includes(protocol)) return false;
    return port === undefined || Number.isNaN(Number(port)) || (Number(port) <= wanted && wanted <= Number(endPort));
  });
}

/** API servers are behind addresses in most clusters, which pods with a selector never are. */
function maybeReachesApiServer(rule: Json): boolean {
  const { to, ports } = rule;
  const isByAddress = !Array.isArray(to) || to.length === 0 || to.some(({ ipBlock }: Json) => ipBlock !== undefined);
  if (API_PORTS.some((port) => opens(rule, port, ['TCP']))) return true;
  return isByAddress && ports.some(({ protocol = 'TCP', port }: Json) => protocol === 'TCP' && !DNS_PORTS.includes(Number(port)));
}
