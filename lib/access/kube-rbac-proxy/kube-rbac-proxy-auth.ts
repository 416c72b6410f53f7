import { ApiObject, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import { RayPortGuard, RayPortPurpose } from '../../cluster/exposure/exposure';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { apiCredentials } from '../../kubernetes/api-credentials';
import { requireKnownResources } from '../../kubernetes/native-addition';
import { type PlainObject, plainObject } from '../../kubernetes/plain-json';
import { serviceAccountOf } from '../../kubernetes/service-account';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { requireNoAutomountedToken } from '../../refusals/cluster/no-automounted-token';
import { requireNetworkOfItsOwn } from '../../refusals/network/host-network';
import { requireGuardableCluster } from '../../refusals/proxy/cluster';
import { requireProxyFlagValues } from '../../refusals/proxy/flags';
import { requireProxyVersion } from '../../refusals/proxy/version';
import { RaySubject } from '../ray-subject';
import { allowReviews, grantOnCluster } from '../rbac';
import {
  DASHBOARD_PORT,
  PROXY_CONFIG_FILE,
  PROXY_CONFIG_VOLUME,
  PROXY_HEALTH_PORT,
  PROXY_TLS_PORT,
  PROXY_TOKEN_VOLUME,
  proxyContainer,
} from './container';
import { KubeRbacProxyListener } from './listener';
import { KubeRbacProxyPaths } from './paths';
import { KubeRbacProxyPermission, RayAccess } from './permission';
import { probeMovedDashboard } from './probes';

/** Who guards the dashboard of which cluster, and how. */
export interface KubeRbacProxyAuthProps {
  /** The cluster; a RayJob's or RayService's cannot be guarded, as KubeRay itself then is refused by the proxy. */
  readonly cluster: RayTlsClusterBase;

  /**
   * How clients reach the proxy.
   *
   * @default KubeRbacProxyListener.clusterTls()
   */
  readonly listener?: KubeRbacProxyListener;

  /**
   * The version of kube-rbac-proxy, 0.18.1 or newer.
   *
   * @default '0.22.1'
   */
  readonly proxyVersion?: string;

  /**
   * The image, for a registry of your own.
   *
   * @default - `quay.io/brancz/kube-rbac-proxy` of `version`
   */
  readonly image?: string;

  /**
   * What in Kubernetes RBAC one needs permission for.
   *
   * @default KubeRbacProxyPermission.DASHBOARD; with KubeRbacProxyListener.plainHttp() KubeRbacProxyPermission.CLUSTER, as in KubeRay's guide
   */
  readonly permission?: KubeRbacProxyPermission;

  /**
   * The audiences of which a token must have one, as in `kubectl create token ray-user --audience ray`. With one of its own the proxy
   * accepts no token that would also be good for the API server.
   *
   * @default - the API server's own, which a token has that was made without saying more
   */
  readonly audiences?: string[];

  /**
   * The paths that are let through.
   *
   * @default KubeRbacProxyPaths.dashboard()
   */
  readonly paths?: KubeRbacProxyPaths;

  /**
   * What the proxy's container asks for and may use, as native Kubernetes JSON: `{ requests: {...}, limits: {...} }`.
   *
   * @default { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } }
   */
  readonly resources?: any;
}

const DEFAULT_VERSION = '0.22.1';
const DEFAULT_RESOURCES = { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } };
/** The proxy reads it anew as the kubelet renews it. */
const TOKEN_SECONDS = 3600;
/** Where Ray's dashboard moves to when the proxy takes its port; upstream's guide has it there too. */
const MOVED_DASHBOARD_PORT = '8443';

/**
 * Kubernetes decides who may use the dashboard of a cluster, and with it the Jobs API: a kube-rbac-proxy stands before it, and Ray's
 * dashboard itself listens within the head's pod alone.
 *
 * A request needs the token of a Kubernetes user or ServiceAccount (`Authorization: Bearer ...`), else the answer is 401, and RBAC must
 * allow that one the method, else it is 403: see `grant`. A token that was accepted stays so for 2 minutes, a permission for 5 minutes
 * (both are fixed in kube-rbac-proxy), so that access ends 5 minutes after its grant is removed at the latest. The proxy sets no time limit to
 * Ray's answers (it has none to set): logs can be followed for as long as a job runs.
 *
 * The proxy sees the dashboard's port alone. Ports 10001, 6379 and 52365 are for mutual TLS, `RayTokenAuth` and `RayNetworkPolicy` to close;
 * and whoever may `create` `pods/exec` or `pods/portforward` on the head reaches the dashboard from within.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { KubeRbacProxyAuth, RaySubject, RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
 * const auth = new KubeRbacProxyAuth(chart, 'auth', { cluster });
 * auth.grant(RaySubject.group('ml-engineers'));
 */
export class KubeRbacProxyAuth extends Construct {
  /** The Service by which the proxy is reached. */
  public readonly serviceName: string;
  /** The Service's port. */
  public readonly port: number;
  /** What `ray job submit --address` takes from within the Kubernetes cluster: `https://ray-dashboard.ray.svc:8443`. */
  public readonly address: string;

  private readonly cluster: { readonly name: string; readonly namespace: string };
  private readonly permission: KubeRbacProxyPermission;
  private readonly labels: { [name: string]: string };

  /** @throws Error for a RayJob's or RayService's cluster, one without a namespace, or without a dashboard; for what kube-rbac-proxy cannot be told */
  public constructor(scope: Construct, id: string, props: KubeRbacProxyAuthProps) {
    super(scopeFor('KubeRbacProxyAuth', scope, id), id);
    requireProps(this, 'KubeRbacProxyAuth', props);
    const { cluster, listener = KubeRbacProxyListener.clusterTls(), audiences = [], proxyVersion = DEFAULT_VERSION } = props;
    const path = this.node.path;
    const allowedPaths = (props.paths ?? KubeRbacProxyPaths.dashboard())._patterns;
    requireProxyVersion(path, proxyVersion);
    requireProxyFlagValues(path, audiences, allowedPaths);
    const namespace = requireGuardableCluster(path, {
      kind: cluster.kind,
      namespace: cluster.namespace,
      includeDashboard: cluster._headStartParam('include-dashboard'),
      dashboardPort: cluster._headStartParam('dashboard-port'),
      proxyPorts: listener._tls ? [PROXY_TLS_PORT, PROXY_HEALTH_PORT] : [DASHBOARD_PORT],
    });

    requireNetworkOfItsOwn(
      path,
      [cluster.head],
      'on 127.0.0.1 of the node every pod in its network reaches the dashboard beside the proxy',
    );
    requireNoAutomountedToken(path, 'head.template.spec', cluster.head.toJson().spec, 'reviews tokens and permissions');

    this.cluster = { name: cluster.name, namespace };
    this.permission = props.permission ?? (listener._tls ? KubeRbacProxyPermission.DASHBOARD : KubeRbacProxyPermission.CLUSTER);
    this.labels = {
      'app.kubernetes.io/name': 'kube-rbac-proxy',
      'app.kubernetes.io/instance': cluster.name,
      'app.kubernetes.io/managed-by': 'cdk8s-ray-tls',
    };
    this.port = listener._tls ? PROXY_TLS_PORT : DASHBOARD_PORT;
    this.serviceName = listener._tls ? this.addService() : cluster.headServiceName;
    this.address = `${listener._tls ? 'https' : 'http'}://${this.serviceName}.${namespace}.svc:${this.port}`;

    const addedBy = `KubeRbacProxyAuth ${path}`;
    cluster._setHeadStartParam('dashboard-host', '127.0.0.1', addedBy);
    if (!listener._tls) {
      cluster._setHeadStartParam('dashboard-port', MOVED_DASHBOARD_PORT, addedBy);
      probeMovedDashboard(cluster, MOVED_DASHBOARD_PORT);
    }
    listener._provideCertificate({ scope: this, cluster, namespace, serviceName: this.serviceName });

    const config = this.addConfig();
    cluster.head._addVolume({ name: PROXY_CONFIG_VOLUME, configMap: { name: config.name } }, addedBy);
    cluster.head._addVolume(apiCredentials(PROXY_TOKEN_VOLUME, TOKEN_SECONDS), addedBy);
    cluster.head._addContainer(
      proxyContainer({
        image: props.image ?? `quay.io/brancz/kube-rbac-proxy:v${proxyVersion}`,
        tls: listener._tls,
        upstreamPort: cluster._headStartParam('dashboard-port') ?? `${DASHBOARD_PORT}`,
        audiences,
        allowedPaths,
        resources: this.resourcesOf(props) ?? DEFAULT_RESOURCES,
        security: cluster._podSecurity,
      }),
      addedBy,
    );
    allowReviews(this, this.cluster, [serviceAccountOf(cluster, cluster.head, namespace)], this.labels);
    ApiObject.of(cluster).addDependency(config);
    this.protect(cluster, listener._tls);
  }

  /**
   * Grants a subject access, by a Role that is limited to this cluster and a RoleBinding: the `ray-user` of KubeRay's guide.
   *
   * @param access how much; all of the dashboard unless given
   * @throws Error for a subject that is granted access twice, is none, or never has a token
   */
  public grant(subject: RaySubject | IConstruct, access: RayAccess = RayAccess.FULL): void {
    const { cluster, permission, labels } = this;
    grantOnCluster(
      this,
      cluster,
      {
        subject: RaySubject._of(this.node.path, subject)._toJson(this.node.path, cluster.namespace),
        roleId: access,
        resource: permission,
        verbs: VERBS[access],
      },
      labels,
    );
  }

  private resourcesOf({ cluster, resources }: KubeRbacProxyAuthProps): PlainObject | undefined {
    if (resources === undefined) return undefined;
    const constructPath = this.node.path;
    const copied = plainObject(constructPath, 'resources', resources);
    const reader = { ...cluster._reader, constructPath };
    requireKnownResources({ reader, what: 'resources', path: 'spec.headGroupSpec.template' }, copied);
    return copied;
  }

  private addService(): string {
    const name = `${this.cluster.name}-dashboard`;
    new k8s.KubeService(this, 'Service', {
      metadata: { name, namespace: this.cluster.namespace, labels: this.labels },
      spec: {
        selector: { 'ray.io/cluster': this.cluster.name, 'ray.io/node-type': 'head' },
        ports: [{ name: 'https', port: PROXY_TLS_PORT, targetPort: k8s.IntOrString.fromNumber(PROXY_TLS_PORT), appProtocol: 'https' }],
      },
    });
    return name;
  }

  private addConfig(): k8s.KubeConfigMap {
    const { name, namespace } = this.cluster;
    const [resource, subresource] = this.permission.split('/');
    const resourceAttributes = { apiGroup: 'ray.io', apiVersion: 'v1', resource, ...(subresource && { subresource }), namespace, name };
    const config = new k8s.KubeConfigMap(this, 'Config', {
      metadata: { namespace, labels: this.labels },
      data: { [PROXY_CONFIG_FILE]: Yaml.stringify({ authorization: { resourceAttributes } }) },
    });
    this.node.defaultChild = config;
    return config;
  }

  private protect(cluster: RayTlsClusterBase, tls: boolean): void {
    const { role, groupName } = cluster.head;
    const encryption = tls ? [RayPortGuard.TLS] : [];
    const port = { role, groupName, purpose: RayPortPurpose.PROXY };
    cluster._protects({
      opens: [
        { ...port, port: `${this.port}`, guards: [...encryption, RayPortGuard.RBAC_PROXY] },
        ...(tls ? [{ ...port, purpose: RayPortPurpose.HEALTH, port: `${PROXY_HEALTH_PORT}`, guards: encryption }] : []),
      ],
      guards: () => [],
    });
  }
}

/** The verbs that kube-rbac-proxy makes of the methods that Ray's dashboard knows. */
const VERBS = {
  [RayAccess.FULL]: ['get', 'create', 'update', 'delete'],
  [RayAccess.READ_ONLY]: ['get'],
};

checkArguments('KubeRbacProxyAuth', KubeRbacProxyAuth);
