import { type Container, containersIn } from './container';
import { at, type Json, object, objects, text, textEntries } from './json';
import type { Manifest } from './manifest';
import type { RayClusterView } from './ray-cluster';
import { Volume } from './volume';

/** What a pod does. */
export type PodRole = 'head' | 'worker' | 'submitter' | 'workload';

/** What a `Pod` is read from. */
export interface PodParts {
  readonly manifest: Manifest;
  /** Where its template (or the Pod itself) is, within the manifest. */
  readonly path: string;
  readonly template: unknown;
  readonly role: PodRole;
  /** How tables call it: `head`, `worker group cpu`, `Deployment ray-head`. */
  readonly title: string;
  /** How many there are, as far as the manifest says; at most. */
  readonly replicas: number;
  readonly cluster?: RayClusterView;
  /** Labels that the controller adds. */
  readonly addedLabels?: { readonly [label: string]: string };
  /** Where the parameters of `ray start` are, with KubeRay. */
  readonly rayStartParams?: unknown;
  readonly autoscaler?: Container;
}

/** One kind of pod in a set of manifests, whatever makes it. */
export class Pod {
  public readonly manifest: Manifest;
  public readonly role: PodRole;
  public readonly title: string;
  public readonly replicas: number;
  public readonly cluster?: RayClusterView;
  /** The pod spec and where it is. */
  public readonly spec: Json;
  public readonly specPath: string;
  public readonly labels: ReadonlyMap<string, string>;
  public readonly containers: readonly Container[];
  public readonly initContainers: readonly Container[];
  public readonly volumes: readonly Volume[];
  /** The containers with Ray in them: KubeRay takes the first, and adds the autoscaler's. */
  public readonly rayContainers: readonly Container[];
  public readonly rayStartParams: ReadonlyMap<string, string>;

  public constructor(parts: PodParts) {
    const { manifest, role, title, replicas, cluster, template } = parts;
    this.manifest = manifest;
    this.role = role;
    this.title = title;
    this.replicas = replicas;
    this.cluster = cluster;
    this.spec = object(at(template, 'spec'));
    this.specPath = parts.path === '' ? 'spec' : `${parts.path}.spec`;
    this.labels = new Map([...textEntries(at(template, 'metadata', 'labels')), ...Object.entries(parts.addedLabels ?? {})]);
    this.containers = containersIn(this.spec, this.specPath, 'containers');
    this.initContainers = containersIn(this.spec, this.specPath, 'initContainers');
    this.volumes = objects(this.spec.volumes).map((json, index) => new Volume(json, `${this.specPath}.volumes[${index}]`));
    this.rayContainers = this.findRayContainers(parts.autoscaler);
    this.rayStartParams = new Map(textEntries(parts.rayStartParams));
  }

  public get namespace(): string | undefined {
    return this.manifest.namespace;
  }

  public get isRay(): boolean {
    return this.rayContainers.length > 0;
  }

  /** Whether it is a node of a Ray cluster, which runs whatever code it is sent. */
  public get isRayNode(): boolean {
    return this.role === 'head' || this.role === 'worker' || this.rayContainers.some((container) => container.startsRay);
  }

  public get isKubeRay(): boolean {
    return this.cluster !== undefined;
  }

  public get usesTls(): boolean {
    return this.rayContainers.some((container) => container.usesTls);
  }

  /** The proxy that stands before its dashboard, if one does. */
  public get kubeRbacProxy(): Container | undefined {
    return this.containers.find((container) => container.isKubeRbacProxy);
  }

  public get serviceAccountName(): string {
    return text(this.spec.serviceAccountName) ?? text(this.spec.serviceAccount) ?? 'default';
  }

  public volume(name: string): Volume | undefined {
    return this.volumes.find((volume) => volume.name === name);
  }

  private findRayContainers(autoscaler?: Container): Container[] {
    if (this.role === 'head' || this.role === 'worker') return [...this.containers.slice(0, 1), ...(autoscaler ? [autoscaler] : [])];
    if (this.role === 'submitter') return [];
    return this.containers.filter((container) => container.isRay);
  }
}
