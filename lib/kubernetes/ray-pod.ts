import { checkArguments } from '../refusals/api/arguments';
import { requireOwnVolumesUnused } from '../refusals/cluster/own-volumes';
import { requireProcessesApart } from '../refusals/cluster/process-namespace';
import { requireIdentityOfSpeakers } from '../refusals/cluster/ray-speakers';
import { requireNoReservedEnv } from '../refusals/cluster/reserved-env';
import { invalid } from '../refusals/invalid';
import { noIdentity, requireReader } from '../refusals/workload/containers';
import type { KeyedList } from './keyed-list';
import { type NativeTemplate, nativeAddition } from './native-addition';
import { type PlainObject, plainObject } from './plain-json';
import { type Additions, keyedListIn, RayProcess } from './ray-process';

/** What a pod does in a Ray cluster. */
export enum RayPodRole {
  /** The head: GCS, dashboard, and Ray Client's server. */
  HEAD = 'head',
  /** A worker of one of the worker groups. */
  WORKER = 'worker',
  /** A Ray node that KubeRay does not run: peers dial it by Pod IP too. */
  NODE = 'node',
  /** A client application: it dials Ray, and no Ray process dials it. */
  CLIENT = 'client',
}

/**
 * What a `RayPod` is made from.
 *
 * @internal
 */
export interface RayPodParts {
  readonly role: RayPodRole;
  /** The worker group's name; `headgroup` for the head, as KubeRay's label `ray.io/group` has it. */
  readonly groupName: string;
  /** The pod template, completed in place; the caller's part of it is checked already. */
  readonly template: PlainObject;
  /** The template as those see it who add to it. */
  readonly native: NativeTemplate;
  /** The names of the containers that are Ray's or its clients'; the first of the template by default, as for KubeRay. */
  readonly containerNames?: readonly string[];
  /** The image of the init container that makes a leaf; the one of the Ray container by default. */
  readonly leafImage?: string;
  /**
   * What configures Ray processes of the pod outside its template by `env` and `volumeMounts` of its own,
   * with the name under which errors speak of it: KubeRay's `autoscalerOptions`.
   */
  readonly companions?: { readonly [place: string]: PlainObject };
}

/**
 * The template of one kind of pod of a Ray cluster (the head, one worker group), and the escape hatch
 * to everything in it: whatever a typed prop does not offer is added here, as native Kubernetes JSON.
 *
 * Additions are merged by the key by which Kubernetes merges them: containers, volumes and env by `name`,
 * volumeMounts by `mountPath`. The same item twice is one item; two different items with one key are refused,
 * as the API server would, and the error names who added each.
 */
export class RayPod {
  /** @internal */
  public static _from(parts: RayPodParts): RayPod {
    return new RayPod(parts);
  }

  /** What the pod does in the cluster. */
  public readonly role: RayPodRole;
  /** The name of its group, as in KubeRay's pod label `ray.io/group`: `headgroup` for the head. */
  public readonly groupName: string;

  private readonly constructPath: string;
  private readonly place: string;
  private readonly native: NativeTemplate;
  private readonly template: PlainObject;
  private readonly spec: PlainObject;
  private readonly containers: KeyedList;
  private readonly initContainers: KeyedList;
  private readonly volumes: KeyedList;
  private readonly rayContainers: RayProcess[];
  private readonly companions: RayProcess[];
  private readonly sharers: RayProcess[] = [];
  private readonly rayContainer: PlainObject;
  private readonly leafImage?: string;
  private readonly ownVolumes = new Map<string, string>();
  private readonly ownContainers = new Set<string>();
  private readonly defaultEnv = new Map<string, PlainObject>();
  private identity?: { readonly additions: Additions; readonly addedBy: string };

  private constructor(parts: RayPodParts) {
    this.native = parts.native;
    this.constructPath = parts.native.reader.constructPath;
    this.place = parts.native.what;
    this.role = parts.role;
    this.groupName = parts.groupName;
    this.template = parts.template;
    this.spec = child(parts.template, 'spec');
    this.containers = this.listIn('containers');
    this.initContainers = this.listIn('initContainers');
    this.volumes = this.listIn('volumes');
    const containers: PlainObject[] = this.spec.containers;
    const indexes = (parts.containerNames ?? [containers[0].name]).map((wanted) => containers.findIndex(({ name }) => name === wanted));
    this.rayContainer = containers[indexes[0]];
    this.rayContainers = indexes.map((index) => this.processIn(`${this.place}.spec.containers[${index}]`, containers[index]));
    this.companions = Object.entries(parts.companions ?? {}).map(([place, process]) => this.processIn(place, process));
    this.leafImage = parts.leafImage;
  }

  /** The image of the Ray container. */
  public get image(): string {
    return this.rayContainer.image;
  }

  /**
   * Adds a sidecar container, after Ray's, which KubeRay takes to be the first.
   *
   * @param container a native Kubernetes container
   * @param addedBy who adds it, for the error on a collision
   * @throws Error if another container has its name
   */
  public addContainer(container: any, addedBy = 'addContainer'): void {
    this.containers.append(nativeAddition(this.native, ['addContainer', 'container'], 'containers', container), addedBy);
  }

  /**
   * Adds an init container, after those that are there; KubeRay appends its own `wait-gcs-ready` to workers behind all of them.
   *
   * @param container a native Kubernetes container
   * @param addedBy who adds it, for the error on a collision
   * @throws Error if another init container has its name
   */
  public addInitContainer(container: any, addedBy = 'addInitContainer'): void {
    this.initContainers.append(nativeAddition(this.native, ['addInitContainer', 'container'], 'initContainers', container), addedBy);
  }

  /**
   * Adds a volume.
   *
   * @param volume a native Kubernetes volume
   * @param addedBy who adds it, for the error on a collision
   * @throws Error if another volume has its name
   */
  public addVolume(volume: any, addedBy = 'addVolume'): void {
    this.volumes.append(nativeAddition(this.native, ['addVolume', 'volume'], 'volumes', volume), addedBy);
  }

  /**
   * Adds an environment variable to the Ray container.
   *
   * @param variable a native Kubernetes env entry: `{ name, value }` or `{ name, valueFrom }`
   * @param addedBy who adds it, for the error on a collision
   * @throws Error if the variable is set to something else already, or is KubeRay's or the TLS way's to set
   */
  public addEnv(variable: any, addedBy = 'addEnv'): void {
    const copied = nativeAddition(this.native, ['addEnv', 'variable'], 'containers.env', variable);
    requireNoReservedEnv(this.constructPath, addedBy, [copied]);
    this.rayContainers[0].env.append(copied, addedBy);
  }

  /**
   * Mounts a volume into the Ray container.
   *
   * @param mount a native Kubernetes volumeMount
   * @param addedBy who adds it, for the error on a collision
   * @throws Error if something else is mounted at its path
   */
  public addVolumeMount(mount: any, addedBy = 'addVolumeMount'): void {
    const copied = nativeAddition(this.native, ['addVolumeMount', 'mount'], 'containers.volumeMounts', mount);
    this.rayContainers[0].volumeMounts.append(copied, addedBy);
  }

  /**
   * Gives another container of the pod the certificate of its Ray container, for one that speaks to Ray: the four variables and the mount.
   *
   * The private key is readable by one user alone: a container that names none runs as the user of the Ray container then.
   *
   * @param containerName a container or init container that the pod has by now
   * @throws Error if there is no such container, if it runs as another user, and for certificates that KubeRay manages
   */
  public shareIdentityWith(containerName: string): void {
    const container = requireReader(this.constructPath, this.place, this.spec, { containerName, ray: this.rayContainer });
    if (this.identity === undefined) throw invalid(this.constructPath, noIdentity(containerName, this.place));
    const { runAsUser, runAsGroup } = this._raySecurityContext;
    if (runAsUser !== undefined) container.securityContext = { runAsUser, runAsGroup, ...container.securityContext };
    const { additions, addedBy } = this.identity;
    const process = this.processIn(`container '${containerName}' of ${this.place}`, container);
    this.sharers.push(process);
    process.add(additions, addedBy);
    for (const variable of this.defaultEnv.values()) process.env.appendDefault({ ...variable });
  }

  /**
   * Adds a label to the pods.
   *
   * @throws Error if the label has another value already
   */
  public addLabel(key: string, value: string): void {
    this.addMetadata('labels', key, value);
  }

  /**
   * Adds an annotation to the pods.
   *
   * @throws Error if the annotation has another value already
   */
  public addAnnotation(key: string, value: string): void {
    this.addMetadata('annotations', key, value);
  }

  /** A copy of the pod template as it stands now, as native Kubernetes JSON. */
  public toJson(): any {
    return this.copy('template', this.template);
  }

  /**
   * Adds a volume of this library's own, which needs no check of its fields.
   *
   * @internal
   */
  public _addVolume(volume: PlainObject, addedBy: string): void {
    this.volumes.append(this.copy('volume', volume), addedBy);
    this.ownVolumes.set(volume.name, addedBy);
  }

  /**
   * Adds a mount of this library's own to the Ray container.
   *
   * @internal
   */
  public _addVolumeMount(mount: PlainObject, addedBy: string): void {
    this.rayContainers[0].add({ volumeMounts: [this.copy('volume mount', mount)] }, addedBy);
  }

  /**
   * Adds a sidecar of this library's own.
   *
   * @internal
   */
  public _addContainer(container: PlainObject, addedBy: string): void {
    this.containers.append(this.copy('container', container), addedBy);
    this.ownContainers.add(container.name);
  }

  /**
   * The init container that runs before all others, so that they find what it makes.
   *
   * @internal
   */
  public _addFirstInitContainer(make: (pod: RayPod) => PlainObject, addedBy: string): void {
    const container = make(this);
    this.initContainers.prepend(this.copy('init container', container), addedBy);
    this.ownContainers.add(container.name);
  }

  /**
   * Refuses containers that speak to Ray and have no certificate.
   *
   * @internal
   */
  public _requireIdentityOfSpeakers(): void {
    const fixFor = (name: string) => {
      const share = this.shareCall(name);
      return share === undefined ? `add '${name}' to containerNames` : `give it that of the Ray container: ${share}`;
    };
    requireIdentityOfSpeakers(this.constructPath, this.place, this.spec, fixFor);
  }

  /**
   * Refuses containers of the caller's that use what this library has added.
   *
   * @internal
   */
  public _requireOwnVolumesUnused(): void {
    requireOwnVolumesUnused(
      this.constructPath,
      {
        place: this.place,
        spec: this.spec,
        companions: Object.fromEntries(this.companions.map(({ place, container }) => [place, container])),
        shareFix: (name) => (this.identity === undefined ? undefined : this.shareCall(name)),
      },
      {
        volumes: this.ownVolumes,
        containers: this.ownContainers,
        hasMounted: (container, mount) => this.processes.some((process) => process.hasMounted(container, mount)),
      },
    );
  }

  /**
   * Refuses pods whose Ray container sees the processes of those that hold a token or key.
   *
   * @internal
   */
  public _requireProcessesApart(): void {
    const containers: PlainObject[] = this.spec.containers;
    const sidecars = containers.map(({ name }) => name).filter((name) => this.ownContainers.has(name));
    const holders = [...sidecars, ...(this.companions.length > 0 ? ['autoscaler'] : [])];
    requireProcessesApart(this.constructPath, this.place, this.spec, holders);
  }

  /**
   * Refuses what the pods must not be, whenever their template is looked at.
   *
   * @param check throws for a spec of pods that will not do
   * @internal
   */
  public _require(check: (podSpec: PlainObject) => void): void {
    check(this.copy('template', this.template).spec);
  }

  /**
   * Gives a variable of init containers another value, where it has this one.
   *
   * @internal
   */
  public _replaceInitEnv(variable: { readonly name: string; readonly value: string }, value: string): void {
    const containers: PlainObject[] = this.spec.initContainers;
    for (const entry of containers.flatMap(({ env = [] }) => env as PlainObject[])) {
      if (entry.name === variable.name && entry.value === variable.value) (entry as { value: string }).value = value;
    }
  }

  /**
   * Adds variables and mounts to every Ray process of the pod: the Ray container, from which KubeRay copies both into
   * its `wait-gcs-ready`, and the autoscaler's container, for which it does not.
   *
   * @internal
   */
  public _addToRayProcesses(additions: Additions, addedBy: string): void {
    for (const process of [...this.rayContainers, ...this.companions]) process.add(additions, addedBy);
  }

  /**
   * Sets a variable in every Ray process and in every process that shares its certificate, unless something else sets it there.
   *
   * @internal
   */
  public _defaultEnv(variable: { readonly name: string; readonly value: string }): void {
    this.defaultEnv.set(variable.name, variable);
    for (const { env } of this.processes) env.appendDefault({ ...variable });
  }

  /**
   * Removes a variable that `_defaultEnv` set.
   *
   * @internal
   */
  public _withdrawDefaultEnv(name: string): void {
    this.defaultEnv.delete(name);
    for (const { env } of this.processes) env.removeDefault(name);
  }

  /**
   * Gives every Ray process its certificate, and remembers how, for other containers.
   *
   * @internal
   */
  public _addIdentity(additions: Additions, addedBy: string): void {
    this.identity = { additions, addedBy };
    this._addToRayProcesses(additions, addedBy);
  }

  /**
   * Adds variables and mounts to the companions alone.
   *
   * @internal
   */
  public _addToCompanions(additions: Additions, addedBy: string): void {
    for (const process of this.companions) process.add(additions, addedBy);
  }

  /**
   * The security context under which the Ray container runs, to be read only.
   *
   * @internal
   */
  public get _raySecurityContext(): PlainObject {
    return this.rayContainer.securityContext ?? {};
  }

  /**
   * The image of the init container that makes a leaf.
   *
   * @internal
   */
  public get _leafImage(): string {
    return this.leafImage ?? this.image;
  }

  /**
   * The pull policy of that image, where one is set.
   *
   * @internal
   */
  public get _leafImagePullPolicy(): string | undefined {
    return this.leafImage === undefined ? this.rayContainer.imagePullPolicy : undefined;
  }

  /** The ServiceAccount that the pods run under, if the template, or something attached to the cluster, names one. */
  public get serviceAccountName(): string | undefined {
    return this.spec.serviceAccountName ?? this.spec.serviceAccount;
  }

  /**
   * Sets a field of the Ray container that the template leaves open.
   *
   * @internal
   */
  public _rayContainerDefault(field: string, value: unknown): void {
    this.rayContainer[field] ??= value;
  }

  /**
   * Sets a field of the pod spec that the template leaves open.
   *
   * @internal
   */
  public _default(field: string, value: unknown): void {
    this.spec[field] ??= value;
  }

  private shareCall(containerName: string): string | undefined {
    const pod = { head: 'cluster.head.', worker: "the worker group's " }[this.role as string];
    return pod === undefined ? undefined : `${pod}shareIdentityWith('${containerName}')`;
  }

  private get processes(): RayProcess[] {
    return [...this.rayContainers, ...this.companions, ...this.sharers];
  }

  private processIn(place: string, container: PlainObject): RayProcess {
    return new RayProcess(this.constructPath, place, container);
  }

  private listIn(field: string): KeyedList {
    return keyedListIn(this.constructPath, this.spec, { place: `${this.place}.spec`, field, key: 'name' });
  }

  private copy(what: string, value: any): PlainObject {
    return plainObject(this.constructPath, `${what} for ${this.place}`, value);
  }

  private addMetadata(field: 'labels' | 'annotations', key: string, value: string): void {
    const entries = child(child(this.template, 'metadata'), field);
    if (entries[key] !== undefined && entries[key] !== value) {
      throw invalid(this.constructPath, {
        what: `${field}['${key}'] for ${this.place}`,
        got: value,
        because: `it is '${entries[key]}' already`,
        fix: 'leave one of the two out',
      });
    }
    entries[key] = value;
  }
}

function child(parent: PlainObject, field: string): PlainObject {
  parent[field] ??= {};
  return parent[field];
}

checkArguments('RayPod', RayPod);
