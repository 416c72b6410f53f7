import { ApiObject, type ApiObjectMetadata, Chart, Names } from 'cdk8s';
import { Construct } from 'constructs';
import type { RayTls } from '../identity/ray-tls';
import type { Leaf, TlsHost } from '../identity/tls-way';
import type { PlainObject } from '../pod/plain-json';
import type { RayPod } from '../pod/ray-pod';
import { invalid } from '../validation/invalid';
import { requireKubeRayVersion } from '../validation/kuberay-version';
import { requireDns1035Label } from '../validation/names';
import { exposureOf, type PortProtection, portsOf, type RayPort, type RayPortExposure } from './exposure';
import { exposureTable } from './exposure-table';
import { RayClusterDraft } from './ray-cluster-draft';
import type { RayClusterSpecProps } from './ray-cluster-spec-props';
import { rayPorts } from './ray-ports';

/** A Ray cluster whose pods verify each other. */
export interface RayTlsClusterProps extends RayClusterSpecProps {
  /** How each pod comes by its certificate. */
  readonly tls: RayTls;

  /**
   * Name, namespace, labels and annotations of the RayCluster; the name is a DNS label of at most 53 characters (KubeRay).
   *
   * @default - a name from the construct's path, the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}

/** KubeRay's limit, which leaves room for `-head-svc` and pod suffixes (v1.7.0). */
const LONGEST_NAME = 53;
const DEFAULT_KUBERAY_VERSION = '1.6';

/** The label by which every pod of a cluster can be selected, whatever KubeRay calls the RayCluster. */
const CLUSTER_LABEL = 'cdk8s-ray-tls/cluster';

/**
 * A KubeRay `RayCluster` in which every gRPC connection, between pods and from clients, is encrypted and
 * verified on both sides: each pod has a certificate of its own.
 *
 * @throws Error for whatever KubeRay or Ray would refuse later: names, replicas, versions, variables and mounts that collide
 */
export class RayTlsCluster extends Construct {
  /** The RayCluster's name. */
  public readonly name: string;
  /** The RayCluster's namespace, where the chart or the metadata gives one. */
  public readonly namespace?: string;
  /** The version of Ray that runs. */
  public readonly rayVersion: string;
  /** The version of KubeRay that this was synthesized for. */
  public readonly kubeRayVersion: string;
  /** The name of the head's Service, which KubeRay makes. */
  public readonly headServiceName: string;
  /** The head's pod template. */
  public readonly head: RayPod;
  /** The worker groups' pod templates, in their order. */
  public readonly workerGroups: RayPod[];

  private readonly tls: RayTls;
  private readonly spec: PlainObject;
  private readonly protections: PortProtection[] = [];

  public constructor(scope: Construct, id: string, props: RayTlsClusterProps) {
    super(scope, id);
    const path = this.node.path;
    this.name = props.metadata?.name ?? Names.toDnsLabel(this, { maxLen: LONGEST_NAME });
    this.namespace = props.metadata?.namespace ?? Chart.of(this).namespace;
    requireDns1035Label(path, 'metadata.name', this.name, LONGEST_NAME, 'RayCluster name');
    this.kubeRayVersion = props.kubeRayVersion ?? DEFAULT_KUBERAY_VERSION;
    requireKubeRayVersion(path, 'kubeRayVersion', this.kubeRayVersion);

    const draft = new RayClusterDraft(path, props);
    this.spec = draft.spec;
    this.rayVersion = draft.rayVersion;
    this.head = draft.head;
    this.workerGroups = draft.workerGroups;
    this.headServiceName = draft.spec.headGroupSpec.headService?.metadata?.name ?? `${this.name}-head-svc`;
    for (const pod of this.pods) pod.addLabel(CLUSTER_LABEL, this.name);
    this.tls = props.tls;
    this.tls._attachTo(this.tlsHost);

    new ApiObject(this, 'Resource', {
      apiVersion: 'ray.io/v1',
      kind: 'RayCluster',
      metadata: { ...props.metadata, name: this.name },
      // Rendered at synth: whoever attaches to the cluster later still adds to the pods.
      spec: draft.spec,
    });
  }

  /** The pod templates: the head's first, then those of the worker groups. */
  public get pods(): RayPod[] {
    return [this.head, ...this.workerGroups];
  }

  /**
   * The pod template of one worker group.
   *
   * @throws Error if there is no group of that name
   */
  public workerGroup(groupName: string): RayPod {
    const pod = this.workerGroups.find((group) => group.groupName === groupName);
    if (pod !== undefined) return pod;
    throw invalid(this.node.path, {
      what: 'workerGroup',
      got: groupName,
      because: `the worker groups are ${this.workerGroups.map((group) => `'${group.groupName}'`).join(', ') || 'none'}`,
      fix: 'ask for one of them',
    });
  }

  /** What each port of each kind of pod is protected by, as things stand: call it when everything is attached. */
  public exposure(): RayPortExposure[] {
    return exposureOf(rayPorts(this.spec, this.pods), this.protections);
  }

  /** The same as a Markdown table. */
  public exposureTable(): string {
    return exposureTable(this.exposure());
  }

  /**
   * Tells the cluster what a concern that is attached to it does to its ports.
   *
   * @internal
   */
  public _protects(protection: PortProtection): void {
    this.protections.push(protection);
  }

  /**
   * What its pods listen for, with what attached concerns open.
   *
   * @internal
   */
  public get _ports(): RayPort[] {
    return portsOf(rayPorts(this.spec, this.pods), this.protections);
  }

  /**
   * The labels by which all its pods, and no others, are selected in their namespace.
   *
   * @internal
   */
  public get _podLabels(): { readonly [label: string]: string } {
    return { [CLUSTER_LABEL]: this.name };
  }

  /**
   * The spec as it stands, to be read only.
   *
   * @internal
   */
  public get _spec(): PlainObject {
    return this.spec;
  }

  /**
   * Gives the head a further leaf, for a sidecar that serves TLS itself.
   *
   * @internal
   */
  public _addHeadLeaf(leaf: Leaf): void {
    this.tls._addLeaf(this.tlsHost, this.head, leaf);
  }

  /**
   * A parameter of the head's `ray start` as the user set it.
   *
   * @internal
   */
  public _headStartParam(name: string): string | undefined {
    return this.spec.headGroupSpec.rayStartParams[name];
  }

  /**
   * Sets a parameter of the head's `ray start` that something attached to the cluster depends on.
   *
   * @internal
   */
  public _setHeadStartParam(name: string, value: string, neededBy: string): void {
    const params: PlainObject = this.spec.headGroupSpec.rayStartParams;
    if (params[name] !== undefined && params[name] !== value) {
      throw invalid(this.node.path, {
        what: `headGroupSpec.rayStartParams['${name}']`,
        got: params[name],
        because: `${neededBy} needs '${value}'`,
        fix: 'remove it; it is set by itself',
      });
    }
    params[name] = value;
  }

  /**
   * Turns on Ray's own token authentication, in KubeRay's form.
   *
   * @internal
   */
  public _setAuthOptions(authOptions: PlainObject, setBy: string): void {
    if (this.spec.authOptions !== undefined) {
      throw invalid(this.node.path, {
        what: 'authOptions',
        got: this.spec.authOptions,
        because: `${setBy} sets them too, and a cluster has one kind of token`,
        fix: 'remove one of the two',
      });
    }
    this.spec.authOptions = authOptions;
  }

  private get tlsHost(): TlsHost {
    return { scope: this, namespace: this.namespace, pods: this.pods };
  }
}
