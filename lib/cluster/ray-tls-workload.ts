import { isDeepStrictEqual } from 'node:util';
import { ApiObject, Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { RayTls } from '../identity/ray-tls';
import { type NativeTemplate, requireKnownTemplate } from '../kubernetes/native-addition';
import type { PlainObject } from '../kubernetes/plain-json';
import { RayPod, RayPodRole } from '../kubernetes/ray-pod';
import { checkArguments, requireProps, scopeFor } from '../refusals/api/arguments';
import { invalid } from '../refusals/invalid';
import { requireDnsNames } from '../refusals/names/dns-names';
import { requireDns1035Label } from '../refusals/names/kubernetes-names';
import { requireIdentityFits } from '../refusals/workload/containers';
import { podTemplateField } from '../refusals/workload/kinds';

/** Which workload gets an identity, and which one. */
export interface RayTlsWorkloadProps {
  /**
   * A Deployment, StatefulSet, DaemonSet, Job or CronJob: of cdk8s-plus, or an ApiObject.
   *
   * It has to be complete: what is added to its pods later is refused at synth.
   */
  readonly workload: IConstruct;

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
  /** @throws Error for a kind of workload that is unknown, containers that are not there, and whatever collides with the identity */
  public constructor(scope: Construct, id: string, props: RayTlsWorkloadProps) {
    super(scopeFor('RayTlsWorkload', scope, id), id);
    requireProps(this, 'RayTlsWorkload', props);
    const { services = [], dnsNames = [] } = props;
    const path = this.node.path;
    requireDnsNames(path, 'dnsNames', dnsNames);
    services.forEach((name, index) => {
      requireDns1035Label(path, `services[${index}]`, name, 63, 'Service name');
    });

    const workload = ApiObject.of(props.workload);
    requireSameNamespace(path, workload, Chart.of(this).namespace);
    const field = podTemplateField(path, workload);
    const before = templateIn(workload.toJson(), field);
    const native = {
      reader: { constructPath: path, unknownFields: props.unknownFields },
      what: `${workload.kind} '${workload.name}'`,
      path: field.join('.'),
    };
    requireKnownTemplate(native, before);
    const pod = this.podOf(structuredClone(before), native, props);
    props.tls._attachTo({ scope: this, namespace: workload.metadata.namespace, pods: [pod], services, dnsNames });
    workload.addDependency(this);
    this.renderInto(workload, field, before, pod);
  }

  /**
   * Puts the completed template into the workload as it is rendered. A JsonPatch would come too early: the classes of cdk8s-plus convert
   * what was patched once more, and drop what is plain Kubernetes JSON already.
   */
  private renderInto(workload: ApiObject, field: readonly string[], before: PlainObject, pod: RayPod): void {
    const render = workload.toJson.bind(workload);
    workload.toJson = () => {
      const manifest = render();
      const template = templateIn(manifest, field);
      if (!isDeepStrictEqual(template, before)) {
        throw invalid(this.node.path, {
          what: `the pods of ${workload.kind} '${workload.name}'`,
          because: 'they were changed after they had got their identity, which what was added may need too',
          fix: 'make the RayTlsWorkload last, when the workload is complete',
        });
      }
      // In place: the template is the manifest's own.
      for (const key of Object.keys(template)) delete template[key];
      Object.assign(template, pod.toJson());
      return manifest;
    };
  }

  private podOf(template: PlainObject, native: NativeTemplate, props: RayTlsWorkloadProps): RayPod {
    const containerNames = props.containerNames ?? [template.spec.containers[0].name];
    requireIdentityFits(this.node.path, native.what, template.spec, containerNames, props.leafImage);
    const role = props.runsRay ? RayPodRole.NODE : RayPodRole.CLIENT;
    return RayPod._from({ native, role, groupName: role, template, containerNames, leafImage: props.leafImage });
  }
}

function requireSameNamespace(constructPath: string, workload: ApiObject, namespace: string | undefined): void {
  if (workload.metadata.namespace === namespace) return;
  throw invalid(constructPath, {
    what: `${workload.kind} '${workload.name}'`,
    because: `it is in namespace '${workload.metadata.namespace ?? ''}', and what its pods need for their certificates would go to '${namespace ?? ''}'`,
    fix: 'make the RayTlsWorkload in a chart of the same namespace',
  });
}

function templateIn(manifest: PlainObject, field: readonly string[]): PlainObject {
  return field.reduce((value, name) => value[name], manifest);
}

checkArguments('RayTlsWorkload', RayTlsWorkload);
