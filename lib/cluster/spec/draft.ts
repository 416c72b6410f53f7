import { kubeRayTypeAt } from '../../facts/kuberay-types';
import { likelyRayVersionOfImage } from '../../facts/ray-images';
import { type NativeTemplate, requireKnownResources, requireKnownTemplate } from '../../kubernetes/native-addition';
import { type PlainObject, plainList, plainObject } from '../../kubernetes/plain-json';
import { RayPodSecurity } from '../../kubernetes/pod-security';
import { DEFAULT_RAY_VERSION, rayImage } from '../../kubernetes/ray-image';
import { RayPod, RayPodRole } from '../../kubernetes/ray-pod';
import { secureContainer } from '../../kubernetes/secure-container';
import { requireRayContainerFirst } from '../../refusals/cluster/first-container';
import { kubeRayVersionAtLeast, requireKubeRayVersion } from '../../refusals/cluster/kuberay-version';
import { requireNoTlsOfItsOwn } from '../../refusals/cluster/own-tls';
import { requireRayVersion } from '../../refusals/cluster/ray-version';
import { type PlacedWorkerGroup, requireWorkerGroups } from '../../refusals/cluster/worker-groups';
import { requireKnownFields } from '../../refusals/fields/native-json';
import type { NativeReader } from '../../refusals/fields/native-place';
import { invalid } from '../../refusals/invalid';
import { RayKind } from '../ray-kind';
import { configureAutoscaling, mountAutoscalerToken, secureAutoscaler } from './autoscaling';
import { cipherSuitesVariable } from './cipher-suites';
import { givenSpecs } from './given-specs';
import { addDefaultProbes } from './probes';
import type { RayClusterSpecProps } from './props';
import { mountReviewToken, takesKubernetesTokens } from './review-token';
import type { RayWorkerGroup } from './worker-group';

const HEAD_RESOURCES = { requests: { cpu: '200m', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } };
const WORKER_RESOURCES = { requests: { cpu: '200m', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } };
const DEFAULT_KUBERAY_VERSION = '1.6';
const MOST_REPLICAS = 2 ** 31 - 1;

/**
 * The spec of a RayCluster while it is put together: plain Kubernetes JSON, and one `RayPod` for each pod template in it.
 *
 * The caller's JSON is copied first and never touched.
 */
export class RayClusterDraft {
  /** The spec, which the pods and whoever attaches later complete in place. */
  public readonly spec: PlainObject;
  public readonly kubeRayVersion: string;
  /** Who reads the native JSON that is passed for it. */
  public readonly reader: NativeReader;
  public readonly rayVersion: string;
  public readonly podSecurity: RayPodSecurity;
  public readonly head: RayPod;
  public readonly workerGroups: RayPod[];

  public constructor(
    private readonly constructPath: string,
    private readonly props: RayClusterSpecProps,
    private readonly kind: RayKind,
  ) {
    this.kubeRayVersion = props.kubeRayVersion ?? DEFAULT_KUBERAY_VERSION;
    requireKubeRayVersion(constructPath, 'kubeRayVersion', this.kubeRayVersion);
    this.reader = { constructPath, kubeRayVersion: this.kubeRayVersion, unknownFields: props.unknownFields };
    this.podSecurity = props.podSecurity ?? RayPodSecurity.restricted();
    this.podSecurity._validate(constructPath);
    this.spec = this.copyOfBaseSpec();
    this.rayVersion = this.spec.rayVersion = this.chooseRayVersion();
    if (props.gcsFaultTolerance !== undefined) {
      this.spec.gcsFaultToleranceOptions = this.copyOf('gcsFaultTolerance', 'spec.gcsFaultToleranceOptions', props.gcsFaultTolerance);
    }
    const given = this.copyOf('autoscaling.options', 'spec.autoscalerOptions', props.autoscaling?.options);
    const autoscalerOptions = configureAutoscaling(constructPath, this.spec, props.autoscaling, given);
    requireNoTlsOfItsOwn(constructPath, givenSpecs(props, this.spec, autoscalerOptions));
    this.head = this.draftHead(autoscalerOptions);
    this.workerGroups = this.draftWorkerGroups();
    if (props.cipherSuites !== undefined) {
      const env = [cipherSuitesVariable(constructPath, props.cipherSuites)];
      for (const pod of [this.head, ...this.workerGroups]) pod._addToRayProcesses({ env }, 'cipherSuites');
    }
    if (autoscalerOptions !== undefined) {
      secureAutoscaler(constructPath, this.podSecurity, this.spec.headGroupSpec.template.spec, autoscalerOptions);
      mountAutoscalerToken(this.head);
    }
    if (takesKubernetesTokens(this.spec)) {
      for (const pod of [this.head, ...this.workerGroups]) mountReviewToken(pod, 'authOptions.enableK8sTokenAuth');
    }
  }

  /** A copy of native JSON for a field of the RayCluster, all of whose fields this KubeRay knows. */
  private copyOf(what: string, path: string, given: unknown): PlainObject {
    if (given === undefined) return {};
    const copied = plainObject(this.constructPath, what, given);
    requireKnownFields(this.reader, { what, path, type: kubeRayTypeAt('RayCluster', path) }, copied);
    return copied;
  }

  private copyOfBaseSpec(): PlainObject {
    if (this.props.baseSpec === undefined) return {};
    const spec = plainObject(this.constructPath, 'baseSpec', this.props.baseSpec);
    if (spec.kind !== undefined || spec.apiVersion !== undefined) {
      throw invalid(this.constructPath, {
        what: 'baseSpec',
        because: "it is a whole manifest, and the RayCluster's spec is wanted",
        fix: "pass the manifest's 'spec', and its name and labels as 'metadata'",
      });
    }
    if (spec.tlsOptions !== undefined) {
      throw invalid(this.constructPath, {
        what: 'baseSpec.tlsOptions',
        because: "it is KubeRay's own mTLS, which excludes every other way to certificates",
        fix: 'remove it, and if KubeRay is to manage the certificates, pass tls: RayTls.managedByKubeRay()',
      });
    }
    requireKnownFields(this.reader, { what: 'baseSpec', path: 'spec', type: kubeRayTypeAt('RayCluster', 'spec') }, spec);
    return spec;
  }

  /** Ray's version decides what is emitted, so it is never guessed: an image that does not name it has to be accompanied by it. */
  private chooseRayVersion(): string {
    const { props, spec, constructPath } = this;
    const own = props.head?.template?.spec?.containers;
    const containers = own ?? spec.headGroupSpec?.template?.spec?.containers;
    requireRayContainerFirst(constructPath, own === undefined ? 'baseSpec.headGroupSpec.template' : 'head.template', {
      spec: { containers },
    });
    const image = containers?.[0]?.image ?? props.image;
    const said = props.rayVersion ?? spec.rayVersion;
    if (said !== undefined || image === undefined) {
      requireRayVersion(constructPath, props.rayVersion === undefined ? 'baseSpec.rayVersion' : 'rayVersion', said ?? DEFAULT_RAY_VERSION);
      return said ?? DEFAULT_RAY_VERSION;
    }
    const version = likelyRayVersionOfImage(String(image));
    if (version === undefined) {
      throw invalid(constructPath, {
        what: 'image',
        got: image,
        because: `${containers?.length > 1 ? "KubeRay takes the first container as Ray's, and " : ''}its tag does not tell the version of Ray, which decides what is emitted`,
        fix: "set rayVersion, such as '2.58.0'",
      });
    }
    requireRayVersion(constructPath, `the version of Ray in the tag of image '${image}'`, version);
    return version;
  }

  private draftHead(autoscalerOptions?: PlainObject): RayPod {
    const given = this.props.head ?? {};
    const group: PlainObject = this.spec.headGroupSpec ?? {};
    this.spec.headGroupSpec = group;
    group.rayStartParams = { ...group.rayStartParams, ...given.rayStartParams };
    return this.draftPod(group, given, {
      role: RayPodRole.HEAD,
      groupName: 'headgroup',
      place: 'head',
      basePlace: 'baseSpec.headGroupSpec',
      path: 'spec.headGroupSpec.template',
      defaultResources: HEAD_RESOURCES,
      companions: autoscalerOptions === undefined ? {} : { autoscalerOptions },
    });
  }

  private draftWorkerGroups(): RayPod[] {
    const base: PlacedGroup[] = plainList(this.constructPath, 'baseSpec.workerGroupSpecs', this.spec.workerGroupSpecs ?? []).map(
      (group, index) => ({ place: `baseSpec.workerGroupSpecs[${index}]`, group, given: {} }),
    );
    const typed = (this.props.workerGroups ?? []).map((given, index) => ({
      place: `workerGroups[${index}]`,
      group: this.typedWorkerGroup(given),
      given,
    }));
    const groups: PlacedGroup[] = [...base, ...typed];
    requireWorkerGroups(this.constructPath, groups);
    this.spec.workerGroupSpecs = groups.map(({ group }) => group);
    return groups.map(({ place, group, given }) => {
      group.rayStartParams ??= {};
      const { groupName } = group;
      return this.draftPod(group, given, {
        role: RayPodRole.WORKER,
        groupName,
        place,
        basePlace: place,
        path: 'spec.workerGroupSpecs.template',
        defaultResources: WORKER_RESOURCES,
      });
    });
  }

  /** What the API server would fill in is written out: it replaces the list as a whole at every apply that differs from what it has. */
  private typedWorkerGroup(given: RayWorkerGroup): PlainObject {
    const { groupName, minReplicas = 0, maxReplicas = MOST_REPLICAS, numOfHosts = 1, rayStartParams } = given;
    // Under autoscaling the number belongs to the autoscaler, which begins with the fewest.
    const autoscaled = this.spec.enableInTreeAutoscaling === true;
    const replicas = given.replicas ?? (autoscaled ? minReplicas : Math.max(1, minReplicas));
    const group: PlainObject = { groupName, replicas, minReplicas, maxReplicas, numOfHosts, rayStartParams: { ...rayStartParams } };
    if (kubeRayVersionAtLeast(this.kubeRayVersion, '1.7')) group.priority = 0;
    return group;
  }

  private draftPod(group: PlainObject, given: PodProps, parts: PodParts): RayPod {
    const isBase = group.template !== undefined;
    const place = isBase ? `${parts.basePlace}.template` : `${parts.place}.template`;
    if (isBase && given.template !== undefined) {
      throw invalid(this.constructPath, {
        what: `${parts.place}.template`,
        because: `${place} is given too, and two templates cannot be told apart`,
        fix: `keep one of the two, or add to it by the cluster's RayPod`,
      });
    }
    const template = plainObject(this.constructPath, place, group.template ?? given.template ?? {});
    requireRayContainerFirst(this.constructPath, place, template);
    group.template = template;
    const native = { reader: this.reader, what: place, path: parts.path };
    if (given.template !== undefined) requireKnownTemplate(native, template);
    this.completeRayContainer(native, template, given, isBase ? { ...parts, defaultResources: undefined } : parts);
    const pod = RayPod._from({ ...parts, native, template });
    // Ray runs whatever code it is sent: no token of the Kubernetes API lies about for it.
    pod._default('automountServiceAccountToken', false);
    // A Service of the namespace could set a variable of Ray's, or of an init container's, by its name.
    pod._default('enableServiceLinks', false);
    const serves = this.kind === RayKind.RAY_SERVICE && parts.role === RayPodRole.WORKER;
    addDefaultProbes(pod, { rayVersion: this.rayVersion, rayStartParams: group.rayStartParams, serves });
    return pod;
  }

  private completeRayContainer(native: NativeTemplate, template: PlainObject, given: PodProps, parts: PodParts): void {
    const place = native.what;
    template.spec ??= {};
    const containers = plainList(this.constructPath, `${place}.spec.containers`, template.spec.containers ?? []);
    template.spec.containers = containers;
    if (containers.length === 0) containers.push({ name: `ray-${parts.role}` });
    const ray = containers[0];
    secureContainer(this.podSecurity, template.spec, ray);
    ray.image ??= this.props.image ?? rayImage(this.rayVersion);
    if (given.resources !== undefined && ray.resources !== undefined) {
      throw invalid(this.constructPath, {
        what: `${place}.spec.containers[0].resources`,
        because: "the group's 'resources' say them too",
        fix: 'remove one of the two',
      });
    }
    if (given.resources !== undefined) {
      const what = `${parts.place}.resources`;
      ray.resources = plainObject(this.constructPath, what, given.resources);
      requireKnownResources({ ...native, what }, ray.resources);
    } else if (parts.defaultResources !== undefined) {
      ray.resources ??= structuredClone(parts.defaultResources);
    }
  }
}

/** What the typed surface says of a pod, for head and worker groups alike. */
interface PodProps {
  readonly resources?: any;
  readonly template?: any;
}

interface PodParts {
  readonly role: RayPodRole;
  readonly groupName: string;
  /** Where the typed surface has the group: `head`, `workerGroups[0]`. */
  readonly place: string;
  /** Where `baseSpec` has it. */
  readonly basePlace: string;
  /** The path of its template in the RayCluster. */
  readonly path: string;
  readonly defaultResources?: PlainObject;
  readonly companions?: { readonly [place: string]: PlainObject };
}

interface PlacedGroup extends PlacedWorkerGroup {
  readonly group: PlainObject;
  readonly given: PodProps;
}
