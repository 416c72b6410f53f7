import { at, isObject, type Json, objects, text, texts } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { Pod } from '../model/pod';
import { coverEveryone } from './address-ranges';
import { EVERYONE } from './peers';
import { matches } from './selector';

/** What network policies of other kinds than Kubernetes' own do for a port. */
export interface ForeignReach {
  /** Whom they let in, in words. */
  readonly from: readonly string[];
  /** Whether nobody can say it without the network plugin. */
  readonly isUnknown: boolean;
}

const ENTITIES = ['all', 'world', 'cluster'];

/** Kinds and groups of the policies of Cilium, Istio and Calico. */
export const FOREIGN_POLICIES = {
  cilium: [
    { kind: 'CiliumNetworkPolicy', group: 'cilium.io' },
    { kind: 'CiliumClusterwideNetworkPolicy', group: 'cilium.io' },
  ],
  istio: [{ kind: 'AuthorizationPolicy', group: 'security.istio.io' }],
  calico: ['projectcalico.org', 'crd.projectcalico.org'].flatMap((group) => [
    { kind: 'NetworkPolicy', group },
    { kind: 'GlobalNetworkPolicy', group },
  ]),
};

/** Policies of Cilium, Istio and Calico. */
export class ForeignPolicies {
  public constructor(
    private readonly cilium: readonly Manifest[],
    private readonly calico: readonly Manifest[],
    private readonly istio: readonly Manifest[],
  ) {}

  /** Undefined where none is for the pod. */
  public reach(pod: Pod, port: string): ForeignReach | undefined {
    const rules = this.cilium.flatMap((policy) => specsOf(policy).filter((spec) => selects(policy, spec, pod)));
    const limiting = rules.filter(({ ingress, ingressDeny }) => Array.isArray(ingress) || Array.isArray(ingressDeny));
    const isUnknown = this.calico.some((policy) => mayConcern(policy, pod)) || this.istio.some((policy) => mayDeny(policy, pod));
    if (limiting.length === 0) return isUnknown ? { from: [], isUnknown } : undefined;
    const opening = limiting.flatMap(({ ingress }) => objects(ingress)).filter((rule) => opens(rule, port));
    if (opening.some(letsEveryoneIn)) return { from: [EVERYONE], isUnknown };
    return { from: opening.length === 0 ? [] : ['whom a policy of Cilium lets in'], isUnknown };
  }
}

function specsOf({ json }: Manifest): Json[] {
  return [...(isObject(json.spec) ? [json.spec] : []), ...objects(json.specs)];
}

function selects(policy: Manifest, { endpointSelector }: Json, pod: Pod): boolean {
  if (policy.kind === 'CiliumNetworkPolicy' && policy.namespace !== pod.namespace) return false;
  return matches(withoutSources(endpointSelector), pod.labels);
}

/** Cilium may write where a label comes from: `k8s:app`, `any:app`. */
function withoutSources(selector: unknown): unknown {
  const plain = (key: string) => key.replace(/^(?:k8s|any)[:.]/, '');
  const labels = Object.entries((at(selector, 'matchLabels') ?? {}) as Json).map(([key, value]) => [plain(key), value]);
  const expressions = objects(at(selector, 'matchExpressions')).map((each) => ({ ...each, key: plain(text(each.key) ?? '') }));
  return isObject(selector) ? { matchLabels: Object.fromEntries(labels), matchExpressions: expressions } : selector;
}

function opens({ toPorts }: Json, port: string): boolean {
  const ports = objects(toPorts).flatMap((each) => objects(each.ports));
  return ports.length === 0 || ports.some((each) => ['0', port].includes(text(each.port) ?? '0'));
}

function letsEveryoneIn(rule: Json): boolean {
  const blocks = [
    ...texts(rule.fromCIDR).map((cidr) => ({ cidr })),
    ...objects(rule.fromCIDRSet).map(({ cidr, except }) => ({ cidr: text(cidr) ?? '', except: texts(except) })),
  ];
  const isForAll = !Object.keys(rule).some((field) => field.startsWith('from'));
  return isForAll || texts(rule.fromEntities).some((entity) => ENTITIES.includes(entity)) || coverEveryone(blocks);
}

/** Whom a mesh knows only the mesh can say; a policy that lets everyone in says it itself. */
function mayDeny({ namespace, spec }: Manifest, pod: Pod): boolean {
  const isForPod = namespace === pod.namespace && (spec.selector === undefined || matches(spec.selector, pod.labels));
  const allowsAll =
    (text(spec.action) ?? 'ALLOW') === 'ALLOW' && objects(spec.rules).some(({ from, when }) => from === undefined && when === undefined);
  return isForPod && spec.targetRefs === undefined && !allowsAll;
}

/** Calico's selectors are a language of their own: of what is for all, or speaks of Ray, nobody can say what it leaves open. */
function mayConcern({ kind, namespace, spec }: Manifest, pod: Pod): boolean {
  if (kind === 'NetworkPolicy' && namespace !== pod.namespace) return false;
  const selector = text(spec.selector) ?? 'all()';
  const types = texts(spec.types);
  return (
    (types.length === 0 || types.includes('Ingress')) &&
    (/^\s*(?:all\(\))?\s*$/.test(selector) || [...pod.labels.values()].some((value) => value !== '' && selector.includes(value)))
  );
}
