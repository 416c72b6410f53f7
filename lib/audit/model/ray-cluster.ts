import type { DataLookup } from './data';
import { at, isObject, type Json, object, objects, text } from './json';
import { type Manifest, pathOf } from './manifest';
import { Pod } from './pod';

/** Where each of KubeRay's kinds has the spec of a RayCluster, and how long its name may be (`ValidateRayClusterMetadata` and the like, v1.7.0). */
export const KUBERAY_KINDS: { readonly [kind: string]: { readonly specPath: readonly string[]; readonly longestName: number } } = {
  RayCluster: { specPath: ['spec'], longestName: 53 },
  RayJob: { specPath: ['spec', 'rayClusterSpec'], longestName: 47 },
  RayService: { specPath: ['spec', 'rayClusterConfig'], longestName: 47 },
  RayCronJob: { specPath: ['spec', 'jobTemplate', 'rayClusterSpec'], longestName: 36 },
};

/** The Ray cluster that an object of KubeRay describes. */
export class RayClusterView {
  public readonly spec: Json;
  public readonly path: string;
  public readonly pods: readonly Pod[];

  /** @param keys where the spec is, within the manifest */
  public constructor(
    public readonly manifest: Manifest,
    keys: readonly string[],
    private readonly data: DataLookup,
  ) {
    this.spec = object(at(manifest.json, ...keys));
    this.path = pathOf(keys);
    this.pods = [this.head(), ...this.workers(), ...this.submitters()];
  }

  /** Where an object of KubeRay has its cluster, if it is one of KubeRay's and has one. */
  public static keysIn(manifest: Manifest): readonly string[] | undefined {
    const known = isKubeRay(manifest) ? KUBERAY_KINDS[manifest.kind] : undefined;
    return known !== undefined && isObject(at(manifest.json, ...known.specPath)) ? known.specPath : undefined;
  }

  /** Whether KubeRay itself reads it, and not something that makes a RayCluster of it. */
  public get isKubeRay(): boolean {
    return isKubeRay(this.manifest);
  }

  /** The name of the RayCluster, where it is known before KubeRay makes it. */
  public get name(): string | undefined {
    return this.isKubeRay && this.manifest.kind === 'RayCluster' ? this.manifest.name : undefined;
  }

  public get rayPods(): readonly Pod[] {
    return this.pods.filter((pod) => pod.role !== 'submitter');
  }

  public get autoscales(): boolean {
    return this.spec.enableInTreeAutoscaling === true;
  }

  /** Whether KubeRay makes the certificates itself. */
  public get hasTlsOptions(): boolean {
    return isObject(this.spec.tlsOptions) && this.spec.tlsOptions.enabled !== false;
  }

  /** Whether Ray asks for a token on its gRPC and HTTP ports. */
  public get asksForToken(): boolean {
    return at(this.spec, 'authOptions', 'mode') === 'token';
  }

  /** The version that it says it runs, or the image of the head says. */
  public get rayVersion(): string | undefined {
    return /^\d+\.\d+\.\d+/.exec(text(this.spec.rayVersion) ?? '')?.[0];
  }

  private head(): Pod {
    const group = object(this.spec.headGroupSpec);
    const path = this.below('headGroupSpec');
    const autoscaler = this.autoscales ? { json: object(this.spec.autoscalerOptions), path: this.below('autoscalerOptions') } : undefined;
    return new Pod({
      ...this.podParts('head', 'headgroup', group, path),
      title: 'head',
      replicas: 1,
      autoscaler,
    });
  }

  private workers(): Pod[] {
    return objects(this.spec.workerGroupSpecs).map((group, index) => {
      const name = text(group.groupName) ?? `${index}`;
      const counts = [group.replicas, group.maxReplicas].map((count) => (typeof count === 'number' ? count : 1));
      return new Pod({
        ...this.podParts('worker', name, group, this.below(`workerGroupSpecs[${index}]`)),
        title: `worker group ${name}`,
        replicas: Math.max(...counts),
      });
    });
  }

  private podParts(role: 'head' | 'worker', groupName: string, group: Json, path: string) {
    return {
      manifest: this.manifest,
      data: this.data,
      path: `${path}.template`,
      template: group.template,
      role,
      cluster: this,
      rayStartParams: group.rayStartParams,
      // As `DefaultPodTemplate` of KubeRay v1.7.0 labels them; the clusters of RayJobs and RayServices get names of their own.
      addedLabels: {
        'ray.io/is-ray-node': 'yes',
        'ray.io/node-type': role,
        'ray.io/group': groupName,
        ...(this.name === undefined ? {} : { 'ray.io/cluster': this.name, 'ray.io/identifier': `${this.name}-${role}` }),
        'app.kubernetes.io/name': 'kuberay',
        'app.kubernetes.io/created-by': 'kuberay-operator',
      },
    };
  }

  private submitters(): Pod[] {
    if (!this.isKubeRay) return [];
    const prefix = this.manifest.kind === 'RayCronJob' ? ['spec', 'jobTemplate'] : ['spec'];
    const template = at(this.manifest.json, ...prefix, 'submitterPodTemplate');
    if (!isObject(template)) return [];
    const path = [...prefix, 'submitterPodTemplate'].join('.');
    const { manifest, data } = this;
    return [new Pod({ manifest, data, path, template, role: 'submitter', title: 'submitter', replicas: 1, cluster: this })];
  }

  private below(field: string): string {
    return this.path === '' ? field : `${this.path}.${field}`;
  }
}

function isKubeRay({ group, kind }: Manifest): boolean {
  return group === 'ray.io' && Object.hasOwn(KUBERAY_KINDS, kind);
}
