import { exposureOf, type PortExposure } from '../questions/exposure';
import { NetworkPolicies } from '../questions/network-policies';
import { certificateOf, type PlacedCertificate, type PlacedPem, pemsIn } from '../questions/pem';
import { type Manifest, objectKey } from './manifest';
import type { Pod } from './pod';
import { RayClusterView } from './ray-cluster';
import { workloadPod } from './workload';

/** What rules need to know beside the manifests. */
export interface AuditContext {
  /** The moment at which certificates are judged. */
  readonly now: Date;
  /** The version of the KubeRay operator, where it is known. */
  readonly kubeRayVersion?: string;
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

  /** The Ray clusters that KubeRay makes. */
  public get clusters(): readonly RayClusterView[] {
    return this.once('clusters', () => this.manifests.flatMap((manifest) => RayClusterView.in(manifest) ?? []));
  }

  /** Every kind of pod. */
  public get pods(): readonly Pod[] {
    return this.once('pods', () => [
      ...this.clusters.flatMap(({ pods }) => pods),
      ...this.manifests.flatMap((manifest) => workloadPod(manifest) ?? []),
    ]);
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
      const policies = new NetworkPolicies(this.ofKind('NetworkPolicy', 'networking.k8s.io'));
      return this.rayNodes.flatMap((pod) => exposureOf(pod, policies));
    });
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
