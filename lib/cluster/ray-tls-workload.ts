import { type ApiObject, Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { type TemplatePath, templatesAt } from '../facts/pod-templates';
import type { RayTls } from '../identity/ray-tls';
import { apiObjectOf } from '../kubernetes/named-object';
import { requireKnownTemplate } from '../kubernetes/native-addition';
import type { PlainObject } from '../kubernetes/plain-json';
import { RayPod, RayPodRole } from '../kubernetes/ray-pod';
import { type RecordedPod, recorded } from '../kubernetes/recorded-pod';
import { checkArguments, requireProps, scopeFor } from '../refusals/api/arguments';
import { invalid } from '../refusals/invalid';
import { requireDnsNames } from '../refusals/names/dns-names';
import { requireDns1035Label } from '../refusals/names/kubernetes-names';
import { requireIdentityFits } from '../refusals/workload/containers';
import { podTemplatePaths, requireTemplates } from '../refusals/workload/kinds';

/** Which workload gets an identity, and which one. */
export interface RayTlsWorkloadProps {
  /**
   * A Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod of any cdk8s-plus, or an ApiObject: of these kinds, an Argo Rollout, a Knative
   * Service, a LeaderWorkerSet, a JobSet, a Kubeflow Notebook, an OpenShift DeploymentConfig, and others by `podTemplatePath`.
   *
   * Whatever is added to its pods later, before synth, stands beside their identity.
   */
  readonly workload: IConstruct;

  /**
   * Where the workload has its pod template, for kinds that are not known: `spec.template`, or `spec.tasks[*].template` for each of a list or map.
   *
   * @default - by the kind of the workload
   */
  readonly podTemplatePath?: string;

  /** How its pods come by their certificates: by the same CA or issuer as the Ray cluster's. */
  readonly tls: RayTls;

  /**
   * Whether Ray nodes run in its pods, which their peers dial by Pod IP. Otherwise they are clients, whose certificate carries no
   * address and cannot pose as a server's.
   *
   * @default false
   */
  readonly runsRay?: boolean;

  /**
   * Services of its namespace that lead to its pods, by name: their names go into the certificate, from short to fully qualified.
   *
   * @default - none
   */
  readonly services?: string[];

  /**
   * Further DNS names for the certificate.
   *
   * @default - none
   */
  readonly dnsNames?: string[];

  /**
   * The containers that use the certificate. Whoever runs code in them can run code on the Ray cluster.
   *
   * @default - the first container alone
   */
  readonly containerNames?: string[];

  /**
   * The image of the init container that gets the certificate: with `sh` and `openssl`, and `python3` for `RayTls.issuedBy`. Any other image
   * than the container's own needs a `runAsUser`, as the private key is readable by one user alone.
   *
   * @default - the image of the first of `containerNames`
   */
  readonly leafImage?: string;

  /**
   * Fields of the workload's pod template that a newer Kubernetes has and this library does not know, by path: `spec.template.spec.foo`.
   *
   * @default - none
   */
  readonly unknownFields?: string[];
}

/**
 * Gives any workload an identity of a Ray cluster: a client application, which then connects to `ray://<head service>:10001`,
 * or Ray itself on plain Deployments.
 *
 * Its pod template gets the init container that makes or fetches the certificate, and the containers the variables by which Ray turns TLS on.
 * The caller's own JSON is not touched: the workload is completed as it is rendered.
 */
export class RayTlsWorkload extends Construct {
  private readonly paths: readonly TemplatePath[];

  /** @throws Error for a kind of workload that is unknown, containers that are not there, and whatever collides with the identity */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: RayTlsWorkloadProps,
  ) {
    super(scopeFor('RayTlsWorkload', scope, id), id);
    requireProps(this, 'RayTlsWorkload', props);
    const { services = [], dnsNames = [] } = props;
    const path = this.node.path;
    requireDnsNames(path, 'dnsNames', dnsNames);
    services.forEach((name, index) => {
      requireDns1035Label(path, `services[${index}]`, name, 63, 'Service name');
    });

    const workload = this.workloadOf(props.workload);
    requireSameNamespace(path, workload, Chart.of(this).namespace);
    this.paths = podTemplatePaths(path, workload, props.podTemplatePath);
    const pods = this.templatesIn(workload, this.rendered(workload)).map((found) => recorded(this.podOf(workload, found)));
    props.tls._attachTo({ scope: this, namespace: workload.metadata.namespace, pods: pods.map(({ pod }) => pod), services, dnsNames });
    this.node.defaultChild = workload;
    workload.addDependency(this);
    this.renderInto(workload, pods);
  }

  /**
   * Completes the templates of the workload as it is rendered, with whatever others have added to them by then. A JsonPatch would come too
   * early: the classes of cdk8s-plus convert what was patched once more, and drop what is plain Kubernetes JSON already.
   */
  private renderInto(workload: ApiObject, pods: readonly RecordedPod[]): void {
    const render = workload.toJson.bind(workload);
    const accounts = pods.map(({ pod }) => pod.serviceAccountName);
    workload.toJson = () => {
      const manifest = render();
      this.templatesIn(workload, manifest).forEach((found, index) => {
        const pod = this.podOf(workload, found);
        (pods[index] ?? pods[0]).replayOnto(pod);
        pod._requireIdentityOfSpeakers();
        pod._requireOwnVolumesUnused();
        if (accounts[0] !== undefined) requireKnownAccount(this.node.path, pod, accounts);
        // In place: the template is the manifest's own.
        for (const key of Object.keys(found.template)) if (found.path.length > 0 || OF_PODS.includes(key)) delete found.template[key];
        Object.assign(found.template, pod.toJson());
      });
      return manifest;
    };
  }

  private templatesIn(workload: ApiObject, manifest: PlainObject): TemplateInPlace[] {
    const found = this.paths.flatMap((path) => templatesAt(manifest, path));
    requireTemplates(this.node.path, `${workload.kind} '${workload.name}'`, found, this.props.podTemplatePath);
    const { containerNames } = this.props;
    if (containerNames === undefined || found.length === 1) return found;
    // Of several templates, those which have such a container.
    const chosen = found.filter(({ template }) => template.spec.containers.some(({ name }: PlainObject) => containerNames.includes(name)));
    return chosen.length > 0 ? chosen : found;
  }

  private podOf(workload: ApiObject, { path, template: whole }: TemplateInPlace): RayPod {
    const { unknownFields, leafImage, runsRay } = this.props;
    const what = `${workload.kind} '${workload.name}'`;
    const native = { reader: { constructPath: this.node.path, unknownFields }, what, path: path.join('.') };
    // A Pod is its own template.
    const template = structuredClone(path.length > 0 ? whole : { metadata: whole.metadata, spec: whole.spec });
    requireKnownTemplate(native, template);
    const containers: PlainObject[] = template.spec.containers;
    const isThere = (name: string) => containers.some((container) => container.name === name);
    const wanted = this.props.containerNames ?? [containers[0].name];
    const several = this.paths.length > 1 || this.paths.some((one) => one.includes('*'));
    const containerNames = several && wanted.some(isThere) ? wanted.filter(isThere) : wanted;
    requireIdentityFits(this.node.path, what, template.spec, containerNames, leafImage);
    const role = runsRay ? RayPodRole.NODE : RayPodRole.CLIENT;
    return RayPod._from({ native, role, groupName: role, template, containerNames, leafImage });
  }

  /** A workload of cdk8s-plus without a container cannot be rendered. */
  private rendered(workload: ApiObject): PlainObject {
    try {
      return workload.toJson();
    } catch (error) {
      throw invalid(this.node.path, {
        what: `${workload.kind} '${workload.name}'`,
        because: `it cannot be rendered as it is: ${(error as Error).message.replace(/^.*?: (?:Error: )?/, '').slice(0, 200)}`,
        fix: 'make the RayTlsWorkload when it has its first container; all else may come later',
      });
    }
  }

  private workloadOf(construct: IConstruct): ApiObject {
    const workload = apiObjectOf(construct);
    if (workload !== undefined) return workload;
    throw invalid(this.node.path, {
      what: 'workload',
      got: construct,
      because: 'it is no object of Kubernetes, and none is its default child',
      fix: 'pass a workload of cdk8s-plus, or an ApiObject',
    });
  }
}

/** What of a Pod is its template's. */
const OF_PODS = ['metadata', 'spec'];

interface TemplateInPlace {
  readonly path: readonly string[];
  readonly template: PlainObject;
}

/** Refuses another ServiceAccount than those that were given the right to request certificates. */
function requireKnownAccount(constructPath: string, pod: RayPod, accounts: readonly (string | undefined)[]): void {
  if (accounts.includes(pod.serviceAccountName)) return;
  throw invalid(constructPath, {
    what: 'serviceAccountName of the pods',
    got: pod.serviceAccountName,
    because: `it was changed after '${accounts[0]}' had got what the certificates need`,
    fix: 'name the ServiceAccount before the RayTlsWorkload is made',
  });
}

function requireSameNamespace(constructPath: string, workload: ApiObject, namespace: string | undefined): void {
  if (workload.metadata.namespace === namespace) return;
  throw invalid(constructPath, {
    what: `${workload.kind} '${workload.name}'`,
    because: `it is in namespace '${workload.metadata.namespace ?? ''}', and what its pods need for their certificates would go to '${namespace ?? ''}'`,
    fix: 'make the RayTlsWorkload in a chart of the same namespace',
  });
}

checkArguments('RayTlsWorkload', RayTlsWorkload);
