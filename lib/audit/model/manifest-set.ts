import { exposureOf, type PortExposure } from '../questions/exposure';
import { FOREIGN_POLICIES, ForeignPolicies } from '../questions/foreign-policies';
import { NetworkPolicies } from '../questions/network-policies';
import { certificateOf, type PlacedCertificate, type PlacedPem, pemsIn } from '../questions/pem';
import { type DataEntry, dataOf } from './data';
import { at, objects } from './json';
import { type Manifest, objectKey } from './manifest';
import type { Pod } from './pod';
import type { RayClusterView } from './ray-cluster';
import { type Workloads, workloadsOf } from './workload';

/** What rules need to know beside the manifests. */
export interface AuditContext {
  /** The moment at which certificates are judged. */
  readonly now: Date;
  /** The version of the KubeRay operator, where it is known. */
  readonly kubeRayVersion?: string;
  /** The IDs of all rules there are, by which suppressions are judged. */
  readonly ruleIds?: readonly string[];
}

/** Manifests that belong together, and what rules ask about them; each answer is worked out once. */
export class ManifestSet {
  private readonly byKey = new Map<string, Manifest>();
  private readonly byKind = new Map<string, Manifest[]>();
  private readonly memory = new Map<string, unknown>();

  public constructor(
    public readonly manifests: readonly Manifest[],
    public readonly context: AuditContext,
  ) {
    for (const manifest of manifests) {
      this.byKey.set(manifest.key, manifest);
      const kind = kindKey(manifest.kind, manifest.group);
      const same = this.byKind.get(kind);
      if (same === undefined) this.byKind.set(kind, [manifest]);
      else same.push(manifest);
    }
  }

  /** The objects of a kind; the group is empty for the core kinds. */
  public ofKind(kind: string, group = ''): readonly Manifest[] {
    return this.byKind.get(kindKey(kind, group)) ?? [];
  }

  /** The object of that name; one that names no namespace is in whatever namespace asks for it. */
  public find(kind: string, namespace: string | undefined, name: string): Manifest | undefined {
    return this.byKey.get(objectKey(kind, namespace, name)) ?? this.byKey.get(objectKey(kind, undefined, name));
  }

  /** The entries of a Secret or ConfigMap; undefined where the set does not have it. */
  public data(kind: 'Secret' | 'ConfigMap', namespace: string | undefined, name: string): readonly DataEntry[] | undefined {
    const manifest = this.find(kind, namespace, name);
    return manifest && dataOf(manifest);
  }

  /** The Ray clusters: KubeRay's, and those from which something else makes one. */
  public get clusters(): readonly RayClusterView[] {
    return this.once('clusters', () => this.workloads.flatMap(({ clusters }) => clusters));
  }

  /** Every kind of pod. */
  public get pods(): readonly Pod[] {
    return this.once('pods', () => [...this.clusters.flatMap(({ pods }) => pods), ...this.workloads.flatMap(({ pods }) => pods)]);
  }

  private get workloads(): readonly Workloads[] {
    const data = this.data.bind(this);
    return this.once('workloads', () => this.manifests.filter((each) => !this.isMadeOf(each)).map((each) => workloadsOf(each, data)));
  }

  /** Whether an object that an API server has was made from another of the set, which says the same. */
  private isMadeOf(manifest: Manifest): boolean {
    if (!manifest.isLive) return false;
    const known = this.once('UIDs', () => new Set(this.manifests.map(({ json }) => at(json, 'metadata', 'uid'))));
    return objects(at(manifest.json, 'metadata', 'ownerReferences')).some(({ uid }) => uid !== undefined && known.has(uid));
  }

  /** The pods with Ray in them: nodes of clusters, and clients. */
  public get rayPods(): readonly Pod[] {
    return this.once('rayPods', () => this.pods.filter((pod) => pod.isRay));
  }

  /** The nodes of Ray clusters. */
  public get rayNodes(): readonly Pod[] {
    return this.once('rayNodes', () => this.rayPods.filter((pod) => pod.isRayNode));
  }

  /** What each port of each Ray node is protected by. */
  public get exposure(): readonly PortExposure[] {
    return this.once('exposure', () => {
      const policies = new NetworkPolicies(this.ofKind('NetworkPolicy', 'networking.k8s.io'), this.foreignPolicies());
      return this.rayNodes.flatMap((pod) => exposureOf(pod, policies));
    });
  }

  private foreignPolicies(): ForeignPolicies {
    const { cilium, calico, istio } = FOREIGN_POLICIES;
    const of = (kinds: readonly { readonly kind: string; readonly group: string }[]) =>
      kinds.flatMap(({ kind, group }) => this.ofKind(kind, group));
    return new ForeignPolicies(of(cilium), of(calico), of(istio));
  }

  /** What each port of one Ray node is protected by. */
  public exposureOf(pod: Pod): readonly PortExposure[] {
    return this.once('exposure by pod', () => byPod(this.exposure)).get(pod) ?? [];
  }

  /** The PEM blocks in Secrets and ConfigMaps. */
  public get pems(): readonly PlacedPem[] {
    return this.once('pems', () => [...this.ofKind('Secret'), ...this.ofKind('ConfigMap')].flatMap(pemsIn));
  }

  /** The certificates in Secrets and ConfigMaps. */
  public get certificates(): readonly PlacedCertificate[] {
    return this.once('certificates', () =>
      this.pems.flatMap(({ manifest, path, block }) => {
        const certificate = certificateOf(block);
        return certificate === undefined ? [] : [{ manifest, path, certificate }];
      }),
    );
  }

  /** The answer to a question about the whole set, worked out when it is asked for the first time. */
  public once<T>(question: string, answer: () => T): T {
    if (!this.memory.has(question)) this.memory.set(question, answer());
    return this.memory.get(question) as T;
  }
}

function kindKey(kind: string, group: string): string {
  return `${group}/${kind}`;
}

function byPod(ports: readonly PortExposure[]): ReadonlyMap<Pod, readonly PortExposure[]> {
  const result = new Map<Pod, PortExposure[]>();
  for (const port of ports) {
    const same = result.get(port.pod);
    if (same === undefined) result.set(port.pod, [port]);
    else same.push(port);
  }
  return result;
}
