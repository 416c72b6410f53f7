import { ApiObject, type ApiObjectMetadata, Chart, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { auditAtSynth } from '../audit/cdk8s/at-synth';
import type { ICertManagerIssuer } from '../ca/cert-manager/issuer-interface';
import type { RayTls } from '../identity/ray-tls';
import type { Leaf, TlsHost } from '../identity/tls-way';
import type { PlainObject } from '../kubernetes/plain-json';
import type { RayPodSecurity } from '../kubernetes/pod-security';
import type { RayPod } from '../kubernetes/ray-pod';
import { checkArguments, requireProps, scopeFor } from '../refusals/api/arguments';
import { requireManageableCluster } from '../refusals/cluster/manageable-cluster';
import type { NativeReader } from '../refusals/fields/native-place';
import { invalid } from '../refusals/invalid';
import { requireDns1035Label } from '../refusals/names/kubernetes-names';
import { exposureOf, type PortProtection, portsOf, type RayPort, type RayPortExposure } from './exposure/exposure';
import { exposureTable } from './exposure/exposure-table';
import { rayPorts } from './exposure/ray-ports';
import { claimHostName } from './host-names';
import { RayKind } from './ray-kind';
import { AuthMode } from './spec/auth-mode';
import { refuseWhatCannotRun } from './spec/checks';
import { RayClusterDraft } from './spec/draft';
import type { RayClusterSpecProps } from './spec/props';

/** A Ray cluster whose pods verify each other, whatever runs it. */
export interface RayTlsClusterBaseProps extends RayClusterSpecProps {
  /** How each pod comes by its certificate. */
  readonly tls: RayTls;

  /**
   * Name, namespace, labels and annotations of KubeRay's object. The name is a DNS label of at most 53 characters for a RayCluster,
   * 47 for a RayJob or RayService, 36 for a RayCronJob (KubeRay v1.7.0).
   *
   * @default - a name from the construct's path, the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}

/** KubeRay's limits, which leave room for what it appends: `-head-svc`, the suffixes of pods, of clusters, of scheduled jobs (v1.7.0). */
const LONGEST_NAME: { readonly [kind in RayKind]: number } = {
  [RayKind.RAY_CLUSTER]: 53,
  [RayKind.RAY_JOB]: 47,
  [RayKind.RAY_SERVICE]: 47,
  [RayKind.RAY_CRON_JOB]: 36,
};
const CLASS_NAME: { readonly [kind in RayKind]: string } = {
  [RayKind.RAY_CLUSTER]: 'RayTlsCluster',
  [RayKind.RAY_JOB]: 'RayTlsJob',
  [RayKind.RAY_SERVICE]: 'RayTlsService',
  [RayKind.RAY_CRON_JOB]: 'RayTlsCronJob',
};
const DEFAULT_GCS_PORT = '6379';
/** What every example of KubeRay has as the dashboard's host, and KubeRay itself by default: nobody's decision. */
const EVERY_ADDRESS = ['0.0.0.0', '::'];

/** The label by which every pod can be selected, whatever KubeRay calls the RayCluster that it makes. */
const CLUSTER_LABEL = 'cdk8s-ray-tls/cluster';

/**
 * What `RayTlsCluster`, `RayTlsJob`, `RayTlsService` and `RayTlsCronJob` have in common: pods that verify each other, to which access control,
 * renewal and monitoring attach from outside.
 */
export abstract class RayTlsClusterBase extends Construct {
  /** The kind of KubeRay's object. */
  public readonly kind: RayKind;
  /** The name of KubeRay's object; KubeRay derives the names of the RayClusters of jobs and services from it. */
  public readonly name: string;
  /** Its namespace, where the chart or the metadata gives one. */
  public readonly namespace?: string;
  /** The version of Ray that runs. */
  public readonly rayVersion: string;
  /** The version of KubeRay that this was synthesized for. */
  public readonly kubeRayVersion: string;
  /** The head's pod template. */
  public readonly head: RayPod;
  /** The worker groups' pod templates, in their order. */
  public readonly workerGroups: RayPod[];
  /**
   * The pods to which it gave an identity beside its own.
   *
   * @internal
   */
  public readonly _clients: RayPod[] = [];
  /**
   * Who reads the native JSON that is passed for it.
   *
   * @internal
   */
  public readonly _reader: NativeReader;
  /**
   * The privileges of its containers.
   *
   * @internal
   */
  public readonly _podSecurity: RayPodSecurity;

  private readonly tls: RayTls;
  private readonly waitsForHead: boolean;
  private readonly metadata?: ApiObjectMetadata;
  private readonly spec: PlainObject;
  private readonly authMode: AuthMode;
  private readonly protections: PortProtection[] = [];
  private runsByDashboard: boolean;

  /** @throws Error for whatever KubeRay or Ray would refuse later: names, replicas, versions, variables and mounts that collide */
  protected constructor(scope: Construct, id: string, kind: RayKind, props: RayTlsClusterBaseProps) {
    super(scopeFor(CLASS_NAME[kind], scope, id), id);
    requireProps(this, CLASS_NAME[kind], props);
    const path = this.node.path;
    const longest = LONGEST_NAME[kind];
    this.kind = kind;
    this.runsByDashboard = kind !== RayKind.RAY_CLUSTER;
    this.metadata = props.metadata;
    this.name = props.metadata?.name ?? Names.toDnsLabel(this, { maxLen: longest });
    this.namespace = props.metadata?.namespace ?? Chart.of(this).namespace;
    requireDns1035Label(path, 'metadata.name', this.name, longest, `${kind} name`);
    this._claimName();

    const draft = new RayClusterDraft(path, props, kind);
    this.spec = draft.spec;
    this.kubeRayVersion = draft.kubeRayVersion;
    this._reader = draft.reader;
    this._podSecurity = draft.podSecurity;
    this.rayVersion = draft.rayVersion;
    this.head = draft.head;
    this.workerGroups = draft.workerGroups;
    this.authMode = new AuthMode(this.spec, this.rayVersion);
    for (const pod of this.pods) this._saysAuthMode(pod);
    refuseWhatCannotRun(this, {
      kind,
      spec: this.spec,
      kubeRayVersion: this.kubeRayVersion,
      // A RayCronJob hands no annotations on to its jobs.
      annotations: kind === RayKind.RAY_CRON_JOB ? undefined : props.metadata?.annotations,
      pods: this.pods,
      isRunByDashboard: () => this.runsByDashboard,
      // A RayNetworkPolicy alone says from where a port is reached.
      hasRayNetworkPolicy: () => this.protections.some(({ reachableFrom }) => reachableFrom !== undefined),
      unguardedIssuer: () => this._unguardedIssuer,
    });
    if (kind !== RayKind.RAY_CLUSTER) requireManageableCluster(path, kind, this.spec);
    for (const pod of this.pods) pod.addLabel(CLUSTER_LABEL, this.name);
    this.tls = props.tls;
    this.waitsForHead = props.waitForHead ?? false;
  }

  /**
   * Keeps its name for it.
   *
   * @internal
   */
  protected _claimName(): void {
    claimHostName(this, this.name, this.namespace);
  }

  /**
   * Whether it is made elsewhere, and known here by what is said of it alone.
   *
   * @internal
   */
  public get _isImported(): boolean {
    return false;
  }

  /** The pod templates: the head's first, then those of the worker groups. */
  public get pods(): RayPod[] {
    return [this.head, ...this.workerGroups];
  }

  /**
   * The name of the head's Service, which KubeRay makes. That of a job or service leads to the head of its present cluster.
   *
   * @throws Error for a RayTlsCronJob, whose jobs have a Service each
   */
  public get headServiceName(): string {
    if (this.kind === RayKind.RAY_CRON_JOB) {
      throw invalid(this.node.path, {
        what: 'headServiceName',
        because: 'each scheduled job has a head Service of its own, and its name is unknown until it runs',
        fix: `select the pods by their label ${CLUSTER_LABEL}=${this.name}`,
      });
    }
    const ownName = this.kind === RayKind.RAY_CLUSTER ? this.spec.headGroupSpec.headService?.metadata?.name : undefined;
    return ownName ?? `${this.name}-head-svc`;
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
    return exposureOf(this._ownPorts, this.protections);
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
   * What its pods listen for by themselves.
   *
   * @internal
   */
  protected get _ownPorts(): RayPort[] {
    return rayPorts(this.spec, this.pods);
  }

  /**
   * What its pods listen for, with what attached concerns open.
   *
   * @internal
   */
  public get _ports(): RayPort[] {
    return portsOf(this._ownPorts, this.protections);
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
   * The labels by which its pods, and clients like a job's submitter, are let in to each other; the first are those of its own pods.
   *
   * @internal
   */
  public get _peerLabels(): readonly { readonly [label: string]: string }[] {
    return [this._podLabels];
  }

  /**
   * The spec of its RayCluster as it stands, to be read only.
   *
   * @internal
   */
  public get _spec(): PlainObject {
    return this.spec;
  }

  /**
   * Gives the pods their certificates and adds KubeRay's object. What attaches later still adds to the pods, as all is rendered at synth.
   *
   * @param servingServices Services that lead to every pod that serves, by name
   * @internal
   */
  protected _addResource(spec: PlainObject, servingServices: readonly string[] = []): void {
    this.tls._attachTo({ ...this.tlsHost, services: servingServices });
    new ApiObject(this, 'Resource', {
      apiVersion: 'ray.io/v1',
      kind: this.kind,
      metadata: { ...this.metadata, name: this.name },
      spec,
    });
    auditAtSynth(this, this.kubeRayVersion);
  }

  /**
   * Whether the KubeRay operator runs something through its dashboard.
   *
   * @internal
   */
  public get _isRunByDashboard(): boolean {
    return this.runsByDashboard;
  }

  /**
   * Tells the cluster that the KubeRay operator runs a job on it, through its dashboard.
   *
   * @internal
   */
  public _operatorUsesDashboard(): void {
    this.runsByDashboard = true;
  }

  /**
   * Gives a client an identity that the cluster accepts.
   *
   * @internal
   */
  public _identify(scope: Construct, client: RayPod): void {
    this._clients.push(client);
    this.tls._attachTo({ scope, namespace: this.namespace, pods: [client] });
  }

  /**
   * Gives a client that has an identity a further leaf.
   *
   * @internal
   */
  public _addClientLeaf(scope: Construct, client: RayPod, leaf: Leaf): void {
    this.tls._addLeaf({ scope, namespace: this.namespace, pods: [client] }, client, leaf);
  }

  /**
   * Tells the cluster that something replaces these of its pods in time, so that their leaves live shorter by default.
   *
   * @internal
   */
  public _isRenewed(pods: readonly RayPod[]): void {
    this.tls._shortenLeaves(pods);
  }

  /**
   * The issuer from which its pods may request certificates that no admission policy limits, if there is one.
   *
   * @internal
   */
  public get _unguardedIssuer(): ICertManagerIssuer | undefined {
    return this.tls._unguardedIssuer(this.tlsHost);
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
    const isUsual = name === 'dashboard-host' && EVERY_ADDRESS.includes(params[name]);
    if (params[name] !== undefined && params[name] !== value && !isUsual) {
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
   * Sets the authentication mode explicitly in the Ray processes of a pod, also of a client's pod.
   *
   * @internal
   */
  public _saysAuthMode(pod: RayPod): void {
    // The mode of an imported cluster is unknown.
    if (!this._isImported) this.authMode.explicitIn(pod);
  }

  /**
   * Turns on Ray's own token authentication, in KubeRay's form.
   *
   * @internal
   */
  public _setAuthOptions(authOptions: PlainObject, setBy: string): void {
    this.authMode.set(this.node.path, authOptions, setBy);
  }

  private get tlsHost(): TlsHost {
    const hasStableService = this.kind === RayKind.RAY_JOB || this.kind === RayKind.RAY_SERVICE;
    return {
      scope: this,
      namespace: this.namespace,
      pods: this.pods,
      rayCluster: {
        spec: this.spec,
        kubeRayVersion: this.kubeRayVersion,
        headService: this.kind === RayKind.RAY_CLUSTER ? this.headServiceName : undefined,
      },
      awaitedGcsPort: this.waitsForHead ? (this._headStartParam('port') ?? DEFAULT_GCS_PORT) : undefined,
      // Of a RayCluster KubeRay itself tells the head the name.
      headServices: hasStableService ? [this.headServiceName] : [],
    };
  }
}

checkArguments('RayTlsClusterBase', RayTlsClusterBase);
