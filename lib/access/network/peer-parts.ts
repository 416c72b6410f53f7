import type { k8s } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { podLabelsOf } from '../../facts/pod-templates';
import { apiObjectOf, namedObjectOf } from '../../kubernetes/named-object';
import { invalid } from '../../refusals/invalid';

/** What a peer is: pods by their labels, namespaces, or addresses. */
export interface PeerParts {
  readonly podLabels?: { readonly [label: string]: string };
  readonly namespaceName?: string;
  readonly namespaceLabels?: { readonly [label: string]: string };
  readonly cidr?: string;
  readonly except?: readonly string[];
  /** As a NetworkPolicy has it, for what cdk8s-plus selects. */
  readonly native?: k8s.NetworkPolicyPeer;
}

/** What `toNetworkPolicyPeerConfig` of cdk8s-plus gives, as far as it is read here. */
interface PlusPeer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: string[] };
  readonly podSelector?: {
    readonly labelSelector: PlusSelector;
    readonly namespaces?: { readonly labelSelector?: PlusSelector; readonly names?: string[] };
  };
}
interface PlusSelector {
  _toKube(): { matchLabels?: { [label: string]: string }; matchExpressions?: object[] };
}

/** What a construct stands for as a peer, as it is now. */
export function peerPartsOf(constructPath: string, what: string, peer: IConstruct): PeerParts {
  if (peer instanceof RayTlsClusterBase) return { podLabels: peer._podLabels, namespaceName: peer.namespace };
  const object = apiObjectOf(peer);
  if (object?.kind === 'Namespace') return { namespaceName: object.name };
  const podLabels = object && podLabelsOf(object);
  if (podLabels !== undefined && Object.keys(podLabels).length > 0) return { podLabels, namespaceName: namedObjectOf(peer)!.namespace };
  const parts = partsOfPlus(peer);
  if (parts !== undefined) return parts;
  throw invalid(constructPath, {
    what,
    got: peer,
    because: podLabels === undefined ? 'it must be a workload, a Namespace or a RayNetworkPeer' : 'its pods have no labels to tell them by',
    fix:
      podLabels === undefined
        ? 'pass RayNetworkPeer.pods(...) with the labels of the pods that are meant'
        : 'give its pod template a label',
  });
}

function partsOfPlus(peer: IConstruct): PeerParts | undefined {
  const { toNetworkPolicyPeerConfig: configOf } = peer as IConstruct & { toNetworkPolicyPeerConfig?: () => PlusPeer };
  if (typeof configOf !== 'function') return undefined;
  const { ipBlock, podSelector } = configOf.call(peer);
  if (ipBlock !== undefined) return { cidr: ipBlock.cidr, except: ipBlock.except };
  if (podSelector === undefined) return undefined;
  const { labelSelector, namespaces } = podSelector;
  const names = namespaces?.names?.length ? [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces.names }] : [];
  const pods = labelSelector._toKube();
  const spaces = namespaces?.labelSelector?._toKube() ?? {};
  const expressions = [...(spaces.matchExpressions ?? []), ...names];
  const namespaceSelector = { ...spaces, ...(expressions.length > 0 ? { matchExpressions: expressions } : {}) } as k8s.LabelSelector;
  // Nothing of both would be every pod there is.
  if (isEmpty(pods) && isEmpty(namespaceSelector)) return undefined;
  return {
    native: {
      ...(isEmpty(pods) ? {} : { podSelector: pods as k8s.LabelSelector }),
      ...(namespaces === undefined ? {} : { namespaceSelector }),
    },
  };
}

function isEmpty(selector: { matchLabels?: object; matchExpressions?: readonly object[] }): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}
