import { invalid } from '../invalid';
import { groupsOf, type PlacedGroup, rayContainerOf, startParamsOf } from '../kuberay/cluster-spec';
import type { Json } from '../kuberay/rule';

/** What the leaf of the head carries besides the Pod IP and the loopback addresses. */
export interface HeadNames {
  /** Services that lead to the head, by their name in its namespace. */
  readonly services: readonly string[];
  readonly namespace?: string;
  /** Further DNS names, in full. */
  readonly dnsNames: readonly string[];
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const GCS_PORT = '6379';
const VARIABLE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|\(([A-Za-z_]\w*)\))$/;
/** The commands that print the address of the pod, with what takes the first of several. */
const PRINTED_POD_IP = /^(?:\$\(\s*(.+?)\s*\)|`\s*(.+?)\s*`)$/;
const HOSTNAME =
  /^hostname\s+(-i|-I|--ip-address|--all-ip-addresses)(\s*\|\s*(awk\s+'\{\s*print\s+\$1;?\s*\}'|cut\s+-d\s*['"] ['"]\s+-f\s*1|head\s+-n?\s*1|xargs|tr\s+-d\s+(['"][ \\n]+['"]|'?\[:space:\]'?)))*$/;
/** The head Service, by the variables that KubeRay sets in workers (v1.7.0). */
const HEAD_VARIABLES = ['FQ_RAY_IP', 'RAY_IP'];

/**
 * Refuses a name or address by which peers would dial a pod, and which is in no leaf: `node-ip-address`, and the `address` of workers.
 *
 * @param spec the spec of a RayCluster
 */
export function requireDialledNamesInLeaves(constructPath: string, spec: Json, head: HeadNames): void {
  const [headGroup, ...workers] = groupsOf(spec);
  requireOwnAddress(constructPath, headGroup, (name) => {
    if (LOOPBACK.includes(name)) return workers.length === 0;
    return isHeadName(name, head);
  });
  for (const worker of workers) {
    requireOwnAddress(constructPath, worker, () => false);
    requireHeadAddress(constructPath, worker, head, `${startParamsOf(headGroup.group).port ?? GCS_PORT}`);
  }
}

function requireOwnAddress(constructPath: string, { place, group }: PlacedGroup, isInLeaf: (name: string) => boolean): void {
  const got = startParamsOf(group)['node-ip-address'];
  if (got === undefined || isPodIp(`${got}`.trim(), group) || isInLeaf(`${got}`.trim())) return;
  throw invalid(constructPath, {
    what: `${place}.rayStartParams['node-ip-address']`,
    got,
    because: 'peers would dial the pod by it, and its certificate carries the Pod IP and the names of its Service alone',
    fix: "remove it, since Ray takes the Pod IP by itself; a name of the head's own goes into dnsNames of RayTls.signedBy or issuedBy too",
  });
}

function requireHeadAddress(constructPath: string, { place, group }: PlacedGroup, head: HeadNames, port: string): void {
  const { address } = startParamsOf(group);
  if (address === undefined) return;
  const [, host, given] = /^\s*(.*?)(?::(\d+|\$\{?RAY_PORT\}?))?\s*$/.exec(`${address}`) ?? [];
  const isHead = HEAD_VARIABLES.includes(variableIn(host) ?? '') || isHeadName(host, head);
  if (isHead && (given === undefined || given === port || given.startsWith('$'))) return;
  throw invalid(constructPath, {
    what: `${place}.rayStartParams.address`,
    got: address,
    because: isHead
      ? `the head listens on ${port}`
      : "the head's certificate carries the names of its Service alone, and workers would refuse it under another",
    fix: isHead
      ? 'remove it, since KubeRay sets it'
      : 'remove it, since KubeRay sets it; another name goes into dnsNames of RayTls.signedBy or issuedBy too',
  });
}

/** Whether what the shell makes of a text is the address of the pod. */
function isPodIp(text: string, group: Json): boolean {
  const variable = variableIn(text);
  if (variable !== undefined) {
    const env: readonly Json[] = rayContainerOf(group).env ?? [];
    return env.some(({ name, valueFrom }) => name === variable && valueFrom?.fieldRef?.fieldPath === 'status.podIP');
  }
  const [, substituted, quoted] = PRINTED_POD_IP.exec(text) ?? [];
  return HOSTNAME.test(substituted ?? quoted ?? '');
}

/** The name of the variable that is all of a text, as the shell writes it, or Kubernetes. */
function variableIn(text: string): string | undefined {
  const [, plain, braced, bracketed] = VARIABLE.exec(text) ?? [];
  return plain ?? braced ?? bracketed;
}

function isHeadName(name: string, { services, namespace, dnsNames }: HeadNames): boolean {
  if (dnsNames.some((each) => each === name || (each.startsWith('*.') && name.replace(/^[^.]+/, '*') === each))) return true;
  const [service, ofNamespace, svc] = name.split('.');
  if (!services.includes(service) || !/^[-a-z0-9.]+$/.test(name)) return false;
  return (ofNamespace === undefined || namespace === undefined || ofNamespace === namespace) && (svc === undefined || svc === 'svc');
}
