import { at, isObject, type Json, list, objects, text } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { Pod } from '../model/pod';
import { EVERYONE, namesOf, type Peers, peersOf } from './peers';
import { matches, SelectorIndex } from './selector';

/** Who gets through the network policies to one port. */
export interface NetworkReach {
  /** Whether any policy narrows who may reach the pod at all. */
  readonly restricted: boolean;
  /** From where it can be reached, in words; empty if from nowhere. */
  readonly from: readonly string[];
}

/** A rule for incoming traffic, read once. */
interface Rule {
  readonly ports: readonly Json[];
  readonly peers: Peers;
  /** The names of its ports, which mean another number in each pod. */
  readonly names: readonly string[];
}

/** What is in force for pods of one kind. */
interface InForce {
  readonly rules: readonly Rule[];
  readonly names: readonly string[];
  /** What was worked out already, by port: the same policies let in the same to the pods of a whole namespace. */
  readonly known: Map<string, readonly string[]>;
}

/** The network policies of a set, as far as they say who may reach a pod. */
export class NetworkPolicies {
  private readonly index: SelectorIndex<Manifest>;
  private readonly rules = new Map<Manifest, readonly Rule[]>();
  private readonly combinations = new Map<string, InForce>();
  private readonly numbers = new Map<Manifest, number>();
  private readonly ofPods = new Map<Pod, InForce | undefined>();

  public constructor(policies: readonly Manifest[]) {
    const limiting = policies.filter(limitsIngress);
    limiting.forEach((policy, index) => {
      this.numbers.set(policy, index);
      this.rules.set(policy, objects(policy.spec.ingress).map(ruleOf));
    });
    this.index = new SelectorIndex(limiting, ({ namespace, spec }) => ({ namespace, labels: at(spec, 'podSelector', 'matchLabels') }));
  }

  /** Who gets through to a port of a pod; `random` stands for any port. */
  public reach(pod: Pod, port: string): NetworkReach {
    if (!this.ofPods.has(pod)) this.ofPods.set(pod, this.inForce(pod));
    const inForce = this.ofPods.get(pod);
    const own = kubeRayRules(pod);
    if (inForce === undefined && own === undefined) return { restricted: false, from: [] };
    if (own === undefined) return { restricted: true, from: this.from(inForce!, port, pod) };
    const rules = [...(inForce?.rules ?? []), ...own.map(ruleOf)].filter((rule) => opens(rule, port, pod));
    return { restricted: true, from: namesOf(rules.map(({ peers }) => peers)) };
  }

  private inForce(pod: Pod): InForce | undefined {
    const policies = this.index.candidates(pod.namespace, pod.labels).filter(({ spec }) => matches(spec.podSelector ?? {}, pod.labels));
    if (policies.length === 0) return undefined;
    const key = policies.map((policy) => this.numbers.get(policy)).join(' ');
    const before = this.combinations.get(key);
    if (before !== undefined) return before;
    const rules = policies.flatMap((policy) => this.rules.get(policy)!);
    const inForce = { rules, names: [...new Set(rules.flatMap(({ names }) => names))], known: new Map() };
    this.combinations.set(key, inForce);
    return inForce;
  }

  private from({ rules, names, known }: InForce, port: string, pod: Pod): readonly string[] {
    const key = [port, ...names.map((name) => numberOf(name, pod))].join(' ');
    const before = known.get(key);
    if (before !== undefined) return before;
    const opening = rules.filter((rule) => opens(rule, port, pod));
    const from = namesOf(opening.map(({ peers }) => peers));
    known.set(key, from);
    return from;
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
