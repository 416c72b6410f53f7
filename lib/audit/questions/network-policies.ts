import { at, isObject, type Json, list, objects, text, textEntries } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { Pod } from '../model/pod';
import { matches, SelectorIndex } from './selector';

/** Who gets through the network policies to one port. */
export interface NetworkReach {
  /** Whether any policy narrows who may reach the pod at all. */
  readonly restricted: boolean;
  /** From where it can be reached, in words; empty if from nowhere. */
  readonly from: readonly string[];
}

const EVERYONE = 'every pod';

/** The network policies of a set, as far as they say who may reach a pod. */
export class NetworkPolicies {
  private readonly index: SelectorIndex<Manifest>;

  public constructor(policies: readonly Manifest[]) {
    this.index = new SelectorIndex(policies.filter(limitsIngress), ({ namespace, spec }) => ({
      namespace,
      labels: at(spec, 'podSelector', 'matchLabels'),
    }));
  }

  /** Who gets through to a port of a pod; `random` stands for any port. */
  public reach(pod: Pod, port: string): NetworkReach {
    const policies = this.index.candidates(pod.namespace, pod.labels).filter(({ spec }) => matches(spec.podSelector ?? {}, pod.labels));
    const rules = policies.flatMap(({ spec }) => objects(spec.ingress)).filter((rule) => opens(rule, port, pod));
    const own = kubeRayRules(pod);
    const from = [...rules, ...(own ?? [])].flatMap(peersOf);
    return { restricted: policies.length > 0 || own !== undefined, from: [...new Set(from)] };
  }
}

/** Whether a reach is no reach to speak of: everyone is let in. */
export function letsEveryoneIn(reach: NetworkReach): boolean {
  return !reach.restricted || reach.from.includes(EVERYONE);
}

function limitsIngress({ spec }: Manifest): boolean {
  const types = list(spec.policyTypes);
  return types.length === 0 || types.includes('Ingress');
}

/** KubeRay's own network policy (v1.7.0, feature gate RayClusterNetworkPolicy), which lets the cluster's pods reach each other. */
function kubeRayRules(pod: Pod): Json[] | undefined {
  const policy = pod.cluster?.spec.networkPolicy;
  const mode = text(at(policy, 'mode')) ?? 'DenyAll';
  if (!isObject(policy) || !['DenyAll', 'DenyAllIngress'].includes(mode)) return undefined;
  const given = objects(at(policy, pod.role, 'ingressRules'));
  return [{ from: [{ podSelector: { matchLabels: { 'ray.io/cluster': pod.cluster?.name ?? 'its own' } } }] }, ...given];
}

function opens(rule: Json, port: string, pod: Pod): boolean {
  const ports = objects(rule.ports);
  return ports.length === 0 || ports.some((each) => covers(each, port, pod));
}

function covers({ port, endPort, protocol }: Json, wanted: string, pod: Pod): boolean {
  if ((protocol ?? 'TCP') !== 'TCP') return false;
  if (port === undefined || port === null) return true;
  if (wanted === 'random') return endPort !== undefined;
  const named = pod.containers.flatMap(({ ports }) => ports).find(({ name }) => name === port);
  const first = Number(named === undefined ? text(port) : text(named.containerPort));
  const last = endPort === undefined ? first : Number(text(endPort));
  const [from, to = from] = wanted.split('-').map(Number);
  return first <= to && last >= from;
}

function peersOf(rule: Json): string[] {
  const from = objects(rule.from);
  return from.length === 0 ? [EVERYONE] : from.map(peer);
}

function peer({ ipBlock, podSelector, namespaceSelector }: Json): string {
  if (isObject(ipBlock)) {
    const cidr = text(ipBlock.cidr) ?? '';
    return /^(0\.0\.0\.0|::)\/0$/.test(cidr) ? EVERYONE : `addresses ${cidr}`;
  }
  const namespaces = namespaceSelector === undefined ? 'its namespace' : `namespaces ${selection(namespaceSelector)}`;
  if (!isObject(podSelector) || isEmpty(podSelector)) {
    return isObject(namespaceSelector) && isEmpty(namespaceSelector) ? EVERYONE : `every pod of ${namespaces}`;
  }
  return `pods ${selection(podSelector)} of ${namespaces}`;
}

function isEmpty(selector: Json): boolean {
  return textEntries(selector.matchLabels).length === 0 && objects(selector.matchExpressions).length === 0;
}

function selection(selector: unknown): string {
  const labels = textEntries(at(selector, 'matchLabels')).map(([key, value]) => `${key}=${value}`);
  const expressions = objects(at(selector, 'matchExpressions')).map(({ key, operator, values }) =>
    [text(key), text(operator), list(values).join('|')].filter(Boolean).join(' '),
  );
  return [...labels, ...expressions].join(',') || 'of every label';
}
