import { at, isObject, type Json, list, objects, text } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { Pod } from '../model/pod';
import type { ForeignPolicies } from './foreign-policies';
import { EVERYONE, namesOf, type Peers, peersOf, together } from './peers';
import { SelectorIndex, selectsAll } from './selector';

/** Who gets through the network policies to one port. */
export interface NetworkReach {
  /** Whether any policy narrows who may reach the pod at all. */
  readonly restricted: boolean;
  /** From where it can be reached, in words; empty if from nowhere. */
  readonly from: readonly string[];
  /** Whether a policy that the audit cannot read may narrow it further. */
  readonly isUnknown?: boolean;
}

/** A rule for incoming traffic, read once. */
interface Rule {
  readonly ports: readonly Json[];
  readonly peers: Peers;
  /** The names of its ports, which mean another number in each pod. */
  readonly names: readonly string[];
}

/** Policies that are in force together. */
class InForce {
  private readonly names: readonly string[];
  private readonly known = new Map<string, Peers>();

  public constructor(private readonly rules: readonly Rule[]) {
    this.names = [...new Set(rules.flatMap(({ names }) => names))];
  }

  /** Whom they let in to a port, worked out once for all pods of which the named ports have the same numbers. */
  public peers(port: string, pod: Pod): Peers {
    const key = [port, ...this.names.map((name) => numberOf(name, pod))].join(' ');
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const peers = together(this.rules.filter((rule) => opens(rule, port, pod)).map((rule) => rule.peers));
    this.known.set(key, peers);
    return peers;
  }
}

/** The network policies of a set, as far as they say who may reach a pod. */
export class NetworkPolicies {
  /** Those for every pod of a namespace. */
  private readonly whole = new Map<string | undefined, InForce>();
  private readonly index: SelectorIndex<Manifest>;
  private readonly ofPods = new Map<Pod, readonly InForce[]>();

  public constructor(
    policies: readonly Manifest[],
    private readonly foreign: ForeignPolicies,
  ) {
    const limiting = policies.filter(limitsIngress);
    const isWhole = ({ spec }: Manifest) => spec.podSelector === undefined || selectsAll(spec.podSelector);
    const byNamespace = new Map<string | undefined, Rule[]>();
    for (const { namespace, spec } of limiting.filter(isWhole)) {
      const rules = byNamespace.get(namespace) ?? [];
      for (const rule of objects(spec.ingress)) rules.push(ruleOf(rule));
      byNamespace.set(namespace, rules);
    }
    for (const [namespace, rules] of byNamespace) this.whole.set(namespace, new InForce(rules));
    const others = limiting.filter((policy) => !isWhole(policy));
    this.index = new SelectorIndex(others, ({ namespace, spec }) => ({ namespace, selector: spec.podSelector }));
  }

  /** Who gets through to a port of a pod; `random` stands for any port. */
  public reach(pod: Pod, port: string): NetworkReach {
    const inForce = this.inForce(pod);
    const peers = inForce.map((each) => each.peers(port, pod));
    const others = this.foreign.reach(pod, port);
    if (others === undefined) return { restricted: inForce.length > 0, from: namesOf(peers) };
    const from = namesOf([...peers, { words: others.from, blocks: [] }]);
    return { restricted: inForce.length > 0 || !others.isUnknown || others.from.length > 0, from, isUnknown: others.isUnknown };
  }

  private inForce(pod: Pod): readonly InForce[] {
    const before = this.ofPods.get(pod);
    if (before !== undefined) return before;
    const whole = this.whole.get(pod.namespace);
    const policies = this.index.selecting(pod.namespace, pod.labels);
    const own = kubeRayRules(pod);
    const inForce = [
      ...(whole === undefined ? [] : [whole]),
      ...(policies.length === 0 ? [] : [new InForce(policies.flatMap(({ spec }) => objects(spec.ingress)).map(ruleOf))]),
      ...(own === undefined ? [] : [new InForce(own.map(ruleOf))]),
    ];
    this.ofPods.set(pod, inForce);
    return inForce;
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

function ruleOf(rule: Json): Rule {
  const ports = objects(rule.ports);
  return { ports, peers: peersOf(rule), names: ports.flatMap(({ port }) => (typeof port === 'string' ? [port] : [])) };
}

/** KubeRay's own network policy (v1.7.0, feature gate RayClusterNetworkPolicy), which lets the cluster's pods reach each other. */
function kubeRayRules(pod: Pod): Json[] | undefined {
  const policy = pod.cluster?.spec.networkPolicy;
  const mode = text(at(policy, 'mode')) ?? 'DenyAll';
  if (!isObject(policy) || !['DenyAll', 'DenyAllIngress'].includes(mode)) return undefined;
  const base = { from: [{ podSelector: { matchLabels: { 'ray.io/cluster': pod.cluster?.name ?? 'its own' } } }] };
  return [base, ...objects(at(ownRules(policy, pod), 'ingressRules'))];
}

/** The rules for a worker group replace those for all workers (`workerGroupCustomRules`). */
function ownRules(policy: Json, pod: Pod): unknown {
  if (pod.role === 'head') return policy.head;
  const group = pod.labels.get('ray.io/group');
  return objects(policy.workerGroups).find(({ groupName }) => text(groupName) === group) ?? policy.worker;
}

function opens({ ports }: Rule, port: string, pod: Pod): boolean {
  return ports.length === 0 || ports.some((each) => covers(each, port, pod));
}

function covers({ port, endPort, protocol }: Json, wanted: string, pod: Pod): boolean {
  if ((protocol ?? 'TCP') !== 'TCP') return false;
  if (port === undefined || port === null) return true;
  if (wanted === 'random') return endPort !== undefined;
  const first = Number(numberOf(port, pod) ?? text(port));
  const last = endPort === undefined ? first : Number(text(endPort));
  const [from, to = from] = wanted.split('-').map(Number);
  return first <= to && last >= from;
}

/** The number of a port that a container of the pod gives a name. */
function numberOf(port: unknown, pod: Pod): string | undefined {
  const named = pod.containers.flatMap(({ ports }) => ports).find(({ name }) => name === port);
  return named === undefined ? undefined : text(named.containerPort);
}
