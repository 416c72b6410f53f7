import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import { type RayPort, RayPortGuard, RayPortPurpose } from '../../cluster/exposure/exposure';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { callsApiServer } from '../../kubernetes/api-server';
import { RayPodRole } from '../../kubernetes/ray-pod';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { requireNetworkOfItsOwn } from '../../refusals/network/host-network';
import { redisAddressOf, requireRedisReachable } from '../../refusals/network/redis';
import { RayNetworkEgress } from './egress';
import { NetworkOpening } from './opening';
import { RayNetworkPeer } from './peer';

/** Who may reach the pods of a cluster, and whom they may reach. */
export interface RayNetworkPolicyProps {
  /** The cluster, or the job or service with a cluster of its own. */
  readonly cluster: RayTlsClusterBase;

  /**
   * Who submits jobs and sees the dashboard: let in to the kube-rbac-proxy where there is one, else to the dashboard.
   *
   * @default - nobody
   */
  readonly submitters?: (RayNetworkPeer | IConstruct)[];

  /**
   * Who connects by Ray Client (`ray://`, port 10001).
   *
   * @default - nobody
   */
  readonly clients?: (RayNetworkPeer | IConstruct)[];

  /**
   * Who collects metrics, from every pod (8080) and from the dashboard and the autoscaler (44227, 44217).
   *
   * @default - nobody
   */
  readonly prometheus?: (RayNetworkPeer | IConstruct)[];

  /**
   * Who sends requests to applications of Ray Serve, at the ports that the Ray containers declare under the name `serve`.
   *
   * @default - nobody
   */
  readonly serveClients?: (RayNetworkPeer | IConstruct)[];

  /**
   * The KubeRay operator, which speaks to the dashboard and to Serve for RayJobs and RayServices; for a RayCluster alone it
   * speaks to the API server only.
   *
   * @default - RayNetworkPeer.kubeRayOperator() for a job or service, and for a cluster that a job of this app runs on; else not let in
   */
  readonly kubeRayOperator?: RayNetworkPeer | IConstruct;

  /**
   * The name servers.
   *
   * @default RayNetworkEgress.dns()
   */
  readonly dns?: RayNetworkEgress;

  /**
   * The API server, for those pods alone in which something has a token for it: with `RayTls.issuedBy`, autoscaling,
   * kube-rbac-proxy, Kubernetes tokens for Ray.
   *
   * It is no pod in most clusters, and network plugins see it under different addresses.
   *
   * @default RayNetworkEgress.anywhere([443, 6443])
   */
  readonly apiServer?: RayNetworkEgress;

  /**
   * The Redis of GCS fault tolerance, at the port that its address says; required if the cluster has one.
   *
   * @default - none
   */
  readonly redis?: (RayNetworkPeer | IConstruct)[];

  /**
   * What else the cluster's pods may reach.
   *
   * @default - nothing
   */
  readonly egress?: RayNetworkEgress[];
}

/** The head, and what KubeRay makes from its template to clear Redis after it. */
const HEAD_TYPES = { key: 'ray.io/node-type', values: ['head', 'redis-cleanup'] };

/**
 * Closes the network around the pods of a cluster: they reach each other on every port, as Ray needs it, and
 * the name servers; all else, in and out, is shut until an option opens it.
 *
 * The network plugin has to enforce NetworkPolicies; none of them shuts out the node that a pod runs on, from which
 * the kubelet's probes come.
 *
 * @throws Error for peers that select nothing, blocks of addresses and ports that there are not, a Redis out of reach
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayNetworkPolicy, RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
 * new RayNetworkPolicy(chart, 'network', { cluster });
 */
export class RayNetworkPolicy extends Construct {
  private readonly cluster: RayTlsClusterBase;
  private readonly given: NetworkOpening[];
  private readonly operator?: NetworkOpening;
  private readonly egress: RayNetworkEgress[];
  private readonly apiServer: RayNetworkEgress;
  private readonly redis: readonly RayNetworkEgress[];

  public constructor(scope: Construct, id: string, props: RayNetworkPolicyProps) {
    super(scopeFor('RayNetworkPolicy', scope, id), id);
    requireProps(this, 'RayNetworkPolicy', props);
    this.cluster = props.cluster;
    this.given = this.openingsOf(props);
    this.operator = props.kubeRayOperator && this.openingForOperator(this.peer('kubeRayOperator', props.kubeRayOperator));
    this.apiServer = props.apiServer ?? RayNetworkEgress.anywhere([443, 6443]);
    this.egress = [props.dns ?? RayNetworkEgress.dns(), ...(props.egress ?? [])];
    this.redis = this.redisOf(props.redis);
    this.validateEgress(props);
    requireNetworkOfItsOwn(this.node.path, this.cluster.pods, 'network policies do not apply to pods in the network of their node');

    const metadata = { namespace: this.cluster.namespace };
    // Rendered at synth: what is attached to the cluster later still opens ports, or calls the API server.
    this.node.defaultChild = new k8s.KubeNetworkPolicy(this, 'Head', {
      metadata,
      spec: Lazy.any({ produce: () => this.specOf(RayPodRole.HEAD) }),
    });
    new k8s.KubeNetworkPolicy(this, 'Workers', { metadata, spec: Lazy.any({ produce: () => this.specOf(RayPodRole.WORKER) }) });
    this.cluster._protects({
      guards: (port) => (port.loopback ? [] : [RayPortGuard.NETWORK_POLICY]),
      reachableFrom: (port) => this.reachedBy(port),
    });
  }

  /** Lets further peers connect by Ray Client (`ray://`, port 10001), from any chart of the app. */
  public allowClients(...peers: (RayNetworkPeer | IConstruct)[]): void {
    this.open('clients', peers, [RayPortPurpose.CLIENT]);
  }

  /** Lets further peers submit jobs and see the dashboard. */
  public allowSubmitters(...peers: (RayNetworkPeer | IConstruct)[]): void {
    this.open('submitters', peers, [RayPortPurpose.PROXY, RayPortPurpose.DASHBOARD]);
  }

  /** Lets further peers collect metrics. */
  public allowPrometheus(...peers: (RayNetworkPeer | IConstruct)[]): void {
    this.open('prometheus', peers, [RayPortPurpose.METRICS]);
  }

  /** Lets further peers send requests to applications of Ray Serve. */
  public allowServeClients(...peers: (RayNetworkPeer | IConstruct)[]): void {
    this.open('serveClients', peers, [RayPortPurpose.SERVE]);
  }

  /** Lets the cluster's pods reach something more. */
  public allowEgress(egress: RayNetworkEgress): void {
    egress._validate(this.node.path, 'allowEgress');
    this.egress.push(egress);
  }

  private open(what: string, peers: readonly (RayNetworkPeer | IConstruct)[], purposes: RayPortPurpose[]): void {
    this.given.push(new NetworkOpening(this.node.path, what, this.peers(what, peers), purposes));
  }

  private openingsOf(props: RayNetworkPolicyProps): NetworkOpening[] {
    const path = this.node.path;
    const { submitters, clients, prometheus, serveClients } = props;
    const { PROXY, DASHBOARD, CLIENT, METRICS, SERVE } = RayPortPurpose;
    return [
      // Where there is a proxy, the dashboard itself listens on the loopback interface.
      ...(submitters ? [new NetworkOpening(path, 'submitters', this.peers('submitters', submitters), [PROXY, DASHBOARD])] : []),
      ...(clients ? [new NetworkOpening(path, 'clients', this.peers('clients', clients), [CLIENT])] : []),
      ...(prometheus ? [new NetworkOpening(path, 'prometheus', this.peers('prometheus', prometheus), [METRICS])] : []),
      ...(serveClients ? [new NetworkOpening(path, 'serveClients', this.peers('serveClients', serveClients), [SERVE])] : []),
    ];
  }

  private peers(what: string, peers: readonly (RayNetworkPeer | IConstruct)[]): RayNetworkPeer[] {
    return peers.map((peer, index) => this.peer(`${what}[${index}]`, peer));
  }

  private peer(what: string, peer: RayNetworkPeer | IConstruct): RayNetworkPeer {
    return RayNetworkPeer._of(this.node.path, what, peer);
  }

  /** A job that is put onto the cluster later needs the operator too. */
  private get openings(): readonly NetworkOpening[] {
    if (this.operator !== undefined) return [...this.given, this.operator];
    return this.cluster._isRunByDashboard ? [...this.given, this.openingForOperator(RayNetworkPeer.kubeRayOperator())] : this.given;
  }

  private openingForOperator(operator: RayNetworkPeer): NetworkOpening {
    const { DASHBOARD, SERVE } = RayPortPurpose;
    return new NetworkOpening(this.node.path, 'kubeRayOperator', [operator], [DASHBOARD], [SERVE]);
  }

  private redisOf(peers?: (RayNetworkPeer | IConstruct)[]): RayNetworkEgress[] {
    const ports = requireRedisReachable(this.node.path, redisAddressOf(this.cluster._spec), peers !== undefined);
    return peers === undefined ? [] : [RayNetworkEgress.to(this.peers('redis', peers), ports)];
  }

  private validateEgress(props: RayNetworkPolicyProps): void {
    const path = this.node.path;
    props.dns?._validate(path, 'dns');
    this.apiServer._validate(path, 'apiServer');
    for (const redis of this.redis) redis._validate(path, 'redis');
    props.egress?.forEach((egress, index) => {
      egress._validate(path, `egress[${index}]`);
    });
  }

  private specOf(role: RayPodRole): k8s.NetworkPolicySpec {
    const ports = this.cluster._ports;
    const theCluster = this.cluster._peerLabels.map((labels) => ({ podSelector: { matchLabels: { ...labels } } }));
    const isHead = role === RayPodRole.HEAD;
    const egress = [...this.egress, ...(this.needsApiServer(role) ? [this.apiServer] : []), ...(isHead ? this.redis : [])];
    return {
      podSelector: {
        matchLabels: { ...this.cluster._peerLabels[0] },
        matchExpressions: [{ ...HEAD_TYPES, operator: isHead ? 'In' : 'NotIn' }],
      },
      policyTypes: ['Ingress', 'Egress'],
      // Between pods of the cluster there is no restriction of ports: Ray chooses most of them at random.
      ingress: [{ from: theCluster }, ...this.openings.flatMap((opening) => opening.rules(role, ports))],
      egress: [{ to: theCluster }, ...egress.map((destination) => destination._toKube())],
    };
  }

  private needsApiServer(role: RayPodRole): boolean {
    // Nobody here knows what runs in the pods of a cluster that is made elsewhere.
    if (this.cluster._isImported) return true;
    const isHead = role === RayPodRole.HEAD;
    const pods = [...this.cluster.pods, ...this.cluster._clients].filter((pod) => (pod.role === RayPodRole.HEAD) === isHead);
    return pods.some((pod) => callsApiServer(pod, this.cluster._spec));
  }

  private reachedBy(port: RayPort): string[] {
    return ['pods of this cluster', ...this.openings.flatMap((opening) => opening.reachedBy(port))];
  }
}

checkArguments('RayNetworkPolicy', RayNetworkPolicy);
