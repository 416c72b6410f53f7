import { Container, containersIn, type Surroundings } from './container';
import type { DataLookup } from './data';
import { at, type Json, object, objects, text, textEntries } from './json';
import type { Manifest } from './manifest';
import { scriptsRun } from './programs';
import type { RayClusterView } from './ray-cluster';
import { Volume } from './volume';
import type { ContainerField } from './walk';

/** What a pod does. */
export type PodRole = 'head' | 'worker' | 'submitter' | 'workload';

/** What a `Pod` is read from. */
export interface PodParts {
  readonly manifest: Manifest;
  /** Where its template (or the Pod itself) is, within the manifest. */
  readonly path: string;
  readonly template: unknown;
  /** Where its containers are, if it is a bare pod spec: `template` is that. */
  readonly containerFields?: readonly ContainerField[];
  /** Finds what it mounts. */
  readonly data: DataLookup;
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
  /** What KubeRay makes the autoscaler's container of, and where it is. */
  readonly autoscaler?: { readonly json: Json; readonly path: string };
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
  public readonly annotations: Json;
  public readonly containers: readonly Container[];
  public readonly initContainers: readonly Container[];
  public readonly volumes: readonly Volume[];
  /** The containers with Ray in them: KubeRay takes the first, and adds the autoscaler's. */
  public readonly rayContainers: readonly Container[];
  public readonly rayStartParams: ReadonlyMap<string, string>;

  public constructor(parts: PodParts) {
    const { manifest, role, title, replicas, cluster, template } = parts;
    this.annotations = object(at(template, 'metadata', 'annotations'));
    this.manifest = manifest;
    this.role = role;
    this.title = title;
    this.replicas = replicas;
    this.cluster = cluster;
    const fields = parts.containerFields;
    this.spec = fields === undefined ? object(at(template, 'spec')) : object(template);
    this.specPath = [parts.path, ...(fields === undefined ? ['spec'] : [])].filter(Boolean).join('.');
    this.labels = new Map([...textEntries(at(template, 'metadata', 'labels')), ...Object.entries(parts.addedLabels ?? {})]);
    this.volumes = objects(this.spec.volumes).map((json, index) => new Volume(json, `${this.specPath}.volumes[${index}]`));
    const around = this.surroundings(parts.data);
    this.containers = (fields ?? [{ field: 'containers', isList: true }]).flatMap(({ field, isList }) =>
      isList
        ? containersIn(this.spec, this.specPath, field, around)
        : [new Container(object(this.spec[field]), `${this.specPath}.${field}`, around)],
    );
    this.initContainers = containersIn(this.spec, this.specPath, 'initContainers', around);
    const autoscaler = parts.autoscaler && new Container(parts.autoscaler.json, parts.autoscaler.path, around);
    this.rayContainers = this.findRayContainers(autoscaler);
    this.rayStartParams = new Map(textEntries(parts.rayStartParams));
  }

  /** The field of the manifest that describes this pod and no other: its group. */
  public get groupPath(): string {
    return this.isKubeRay ? this.specPath.replace(/\.template\.spec$/, '') : this.specPath;
  }

  public get namespace(): string | undefined {
    return this.manifest.namespace;
  }

  public get isRay(): boolean {
    return this.rayContainers.length > 0;
  }

  /** Whether it is the head of a Ray cluster. */
  public get isHead(): boolean {
    return this.role === 'head' || this.rayContainers.some((container) => container.rayStartFlag('head') !== undefined);
  }

  /** Whether its command replaces the one that KubeRay makes of the parameters. */
  public get overwritesCommand(): boolean {
    return this.isKubeRay && text(this.annotations['ray.io/overwrite-container-cmd']) === 'true';
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

  /** Whether it may use TLS, as far as the manifests do not say it. */
  public get mayUseTls(): boolean {
    return this.rayContainers.some((container) => container.mayUseTls);
  }

  public get serviceAccountName(): string {
    return text(this.spec.serviceAccountName) ?? text(this.spec.serviceAccount) ?? 'default';
  }

  public volume(name: string): Volume | undefined {
    return this.volumes.find((volume) => volume.name === name);
  }

  private surroundings(data: DataLookup): Surroundings {
    const ofPod = (kind: 'Secret' | 'ConfigMap', name: string) => data(kind, this.namespace, name);
    const entriesIn = (volume: string) => {
      const { secrets = [], configMapNames = [] } = this.volume(volume) ?? {};
      return [
        ...configMapNames.flatMap((name) => ofPod('ConfigMap', name) ?? []),
        ...secrets.flatMap(({ secretName }) => ofPod('Secret', secretName) ?? []),
      ];
    };
    return {
      data: ofPod,
      scripts: ({ mounts, commandLine }) =>
        mounts.flatMap(({ volume, mountPath, subPath }) => {
          const entries = entriesIn(volume);
          // A subPath shows one file, often under another name.
          if (subPath === undefined) return scriptsRun(commandLine, mountPath, entries);
          return commandLine.includes(mountPath) ? entries.filter(({ key }) => key === subPath).map(({ content }) => content) : [];
        }),
    };
  }

  private findRayContainers(autoscaler?: Container): Container[] {
    if (this.role === 'head' || this.role === 'worker') return [...this.containers.slice(0, 1), ...(autoscaler ? [autoscaler] : [])];
    if (this.role === 'submitter') return [];
    return this.containers.filter((container) => container.isRay);
  }
}
