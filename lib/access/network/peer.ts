import type { k8s } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { objectName } from '../../kubernetes/named-object';
import { checkArguments } from '../../refusals/api/arguments';
import { requireDns1123Label } from '../../refusals/names/kubernetes-names';
import { requireSelectorLabels } from '../../refusals/names/selector-labels';
import { requireCidr } from '../../refusals/network/cidr';
import { type PeerParts, peerPartsOf } from './peer-parts';

const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** Who is let through by a `RayNetworkPolicy`, or whom the cluster's pods may reach. */
export class RayNetworkPeer {
  /**
   * Pods with all of these labels.
   *
   * @param labels at least one label, which only trusted people may give to pods in that namespace
   * @param namespace where they run, by its name or as a Namespace of this app; by default the cluster's own namespace
   */
  public static pods(labels: { [label: string]: string }, namespace?: string | IConstruct): RayNetworkPeer {
    const namespaceName = namespace && objectName('RayNetworkPeer.pods', 'namespace', 'Namespace', namespace);
    return new RayNetworkPeer(() => ({ podLabels: labels, namespaceName }));
  }

  /** All pods of a namespace: its name, or a Namespace of this app. */
  public static namespace(name: string | IConstruct): RayNetworkPeer {
    const namespaceName = objectName('RayNetworkPeer.namespace', 'name', 'Namespace', name);
    return new RayNetworkPeer(() => ({ namespaceName }));
  }

  /** All pods of every namespace that has all of these labels. */
  public static namespaces(labels: { [label: string]: string }): RayNetworkPeer {
    return new RayNetworkPeer(() => ({ namespaceLabels: labels }));
  }

  /**
   * Addresses outside of the pod network: load balancers, virtual machines, managed services.
   *
   * Whether a block also covers addresses of pods and nodes depends on the network plugin.
   *
   * @param cidr a block of IPv4 or IPv6 addresses: `10.0.0.0/8`, `192.0.2.7/32`
   * @param except blocks within it that are left out
   */
  public static cidr(cidr: string, except: string[] = []): RayNetworkPeer {
    return new RayNetworkPeer(() => ({ cidr, except }));
  }

  /**
   * The KubeRay operator, by the label that its Helm chart gives to its pods.
   *
   * @param namespace where it runs; by default `kuberay-system`
   */
  public static kubeRayOperator(namespace = 'kuberay-system'): RayNetworkPeer {
    return RayNetworkPeer.pods({ 'app.kubernetes.io/name': 'kuberay-operator' }, namespace);
  }

  /**
   * A peer, or what stands for one: a workload, whose pods are meant, a Namespace, a selection of cdk8s-plus.
   *
   * @internal
   */
  public static _of(constructPath: string, what: string, peer: RayNetworkPeer | IConstruct): RayNetworkPeer {
    if (peer instanceof RayNetworkPeer) return peer;
    const made = new RayNetworkPeer(() => peerPartsOf(constructPath, what, peer));
    made._validate(constructPath, what);
    return made;
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayNetworkPeer: boolean = true;

  /** @param read what it is, when it is rendered: a workload may get more labels until then */
  private constructor(private readonly read: () => PeerParts) {}

  /**
   * As a NetworkPolicy has it.
   *
   * @internal
   */
  public _toKube(): k8s.NetworkPolicyPeer {
    const { podLabels, namespaceName, namespaceLabels, cidr, except = [], native } = this.read();
    if (native !== undefined) return native;
    if (cidr !== undefined) return { ipBlock: { cidr, ...(except.length > 0 ? { except: [...except] } : {}) } };
    const namespace = namespaceLabels ?? (namespaceName === undefined ? undefined : { [NAMESPACE_NAME_LABEL]: namespaceName });
    return {
      ...(namespace === undefined ? {} : { namespaceSelector: { matchLabels: { ...namespace } } }),
      ...(podLabels === undefined ? {} : { podSelector: { matchLabels: { ...podLabels } } }),
    };
  }

  /**
   * In words, for `exposure()`.
   *
   * @internal
   */
  public _describe(): string {
    const { podLabels, namespaceName, namespaceLabels, cidr, except = [], native } = this.read();
    if (native !== undefined) return `what ${JSON.stringify(native)} selects`;
    if (cidr !== undefined) return except.length === 0 ? cidr : `${cidr} except ${except.join(', ')}`;
    if (namespaceLabels !== undefined) return `namespaces ${inWords(namespaceLabels)}`;
    if (podLabels === undefined) return `namespace ${namespaceName}`;
    return `pods ${inWords(podLabels)}${namespaceName === undefined ? '' : ` of namespace ${namespaceName}`}`;
  }

  /**
   * Refuses what selects nothing, or everything by mistake.
   *
   * @internal
   */
  public _validate(constructPath: string, what: string): void {
    const { podLabels, namespaceName, namespaceLabels, cidr, except = [] } = this.read();
    if (cidr !== undefined) requireCidr(constructPath, what, cidr, except);
    if (podLabels !== undefined) requireSelectorLabels(constructPath, what, podLabels);
    if (namespaceLabels !== undefined) requireSelectorLabels(constructPath, what, namespaceLabels);
    if (namespaceName !== undefined) requireDns1123Label(constructPath, `${what}: namespace`, namespaceName, 'namespace');
  }
}

function inWords(labels: { readonly [label: string]: string }): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

checkArguments('RayNetworkPeer', RayNetworkPeer);
