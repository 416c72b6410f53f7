import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { CertManagerCertificate } from '../../ca/cert-manager/certificate';
import type { ICertManagerIssuer } from '../../ca/cert-manager/issuer-interface';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { objectName } from '../../kubernetes/named-object';
import { checkArguments } from '../../refusals/api/arguments';
import { invalid } from '../../refusals/invalid';
import { requireDnsNames } from '../../refusals/names/dns-names';
import { requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import { PROXY_TLS_VOLUME, proxySecurityContext } from './container';

/** By which names a kube-rbac-proxy is reached. */
export interface KubeRbacProxyNames {
  /**
   * DNS names that its certificate carries beside those of its Service, such as that of an ingress that passes TLS through.
   *
   * @default - none
   */
  readonly dnsNames?: string[];
}

/**
 * A kube-rbac-proxy before the dashboard of one cluster.
 *
 * @internal
 */
export interface ProxiedDashboard {
  readonly scope: Construct;
  readonly cluster: RayTlsClusterBase;
  readonly namespace: string;
  readonly serviceName: string;
}

const LEAF_CONTAINER = 'kube-rbac-proxy-leaf';

/** How a kube-rbac-proxy listens for its clients, who send it their tokens. */
export class KubeRbacProxyListener {
  /**
   * TLS on port 8443, with a leaf of its own from the cluster's way to certificates. Ray's containers cannot read its key, nor it theirs.
   *
   * Clients verify it with the `ca.crt` of the cluster's CA, by the names of the Service or as `localhost`. It is a server's leaf alone, so that it lets nobody
   * into the cluster.
   *
   * @throws Error, when attached: an invalid DNS name
   */
  public static clusterTls(names: KubeRbacProxyNames = {}): KubeRbacProxyListener {
    return new KubeRbacProxyListener(true, ({ scope, cluster, serviceName }) => {
      const dnsNames = validDnsNames(scope, 'KubeRbacProxyListener.clusterTls', names);
      cluster._addHeadLeaf({
        role: 'kube-rbac-proxy',
        container: LEAF_CONTAINER,
        volume: PROXY_TLS_VOLUME,
        services: [serviceName],
        dnsNames,
        reader: () => proxySecurityContext(cluster._podSecurity),
      });
    });
  }

  /**
   * TLS on port 8443, with a certificate that an issuer of cert-manager issues and renews, for clients who trust that issuer and not the
   * cluster's CA. The proxy takes over a renewed certificate within a minute.
   *
   * @throws Error, when attached: an invalid DNS name, an issuer of another namespace
   */
  public static issuedBy(issuer: ICertManagerIssuer, names: KubeRbacProxyNames = {}): KubeRbacProxyListener {
    return new KubeRbacProxyListener(true, (dashboard) => {
      const { scope, namespace, serviceName } = dashboard;
      const dnsNames = validDnsNames(scope, 'KubeRbacProxyListener.issuedBy', names);
      requireSecretInNamespace(scope, namespace);
      const { secretName } = new CertManagerCertificate(scope, 'Certificate', {
        issuer,
        secretName: `${serviceName}-tls`,
        dnsNames: [...namesOfService(serviceName, namespace), ...dnsNames],
      });
      mountSecret(dashboard, secretName);
    });
  }

  /**
   * TLS on port 8443, with a certificate made elsewhere: a Secret of the cluster's namespace with `tls.crt` (leaf, then intermediates) and
   * `tls.key`. The proxy takes over a changed one within two minutes.
   *
   * @throws Error, when attached: an invalid name of a Secret
   */
  public static fromSecret(secretName: string | IConstruct): KubeRbacProxyListener {
    const name = objectName('KubeRbacProxyListener.fromSecret', 'secretName', 'Secret', secretName);
    return new KubeRbacProxyListener(true, (dashboard) => {
      requireDns1123Subdomain(dashboard.scope.node.path, 'KubeRbacProxyListener.fromSecret', name, 'Secret name');
      mountSecret(dashboard, name);
    });
  }

  /**
   * Plain HTTP on port 8265, the dashboard's own, as in KubeRay's guide on kube-rbac-proxy, to be followed word by word.
   *
   * INSECURE: every client sends its Kubernetes token in clear text, to whoever listens on the way. The Role of the guide, on the
   * RayCluster itself, is what counts (`KubeRbacProxyPermission.CLUSTER`), unless said otherwise.
   */
  public static plainHttp(): KubeRbacProxyListener {
    return new KubeRbacProxyListener(false, () => {});
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isKubeRbacProxyListener: boolean = true;

  private constructor(
    /** @internal */
    public readonly _tls: boolean,
    private readonly provideCertificate: (dashboard: ProxiedDashboard) => void,
  ) {}

  /**
   * Puts `tls.crt` and `tls.key` into the proxy's TLS volume.
   *
   * @internal
   */
  public _provideCertificate(dashboard: ProxiedDashboard): void {
    this.provideCertificate(dashboard);
  }
}

function validDnsNames(scope: Construct, what: string, { dnsNames = [] }: KubeRbacProxyNames): string[] {
  requireDnsNames(scope.node.path, `${what}: dnsNames`, dnsNames);
  return dnsNames;
}

function namesOfService(service: string, namespace: string): string[] {
  const qualified = `${service}.${namespace}`;
  return [service, qualified, `${qualified}.svc`, `${qualified}.svc.cluster.local`];
}

function mountSecret({ scope, cluster }: ProxiedDashboard, secretName: string): void {
  const items = ['tls.crt', 'tls.key'].map((key) => ({ key, path: key }));
  cluster.head._addVolume({ name: PROXY_TLS_VOLUME, secret: { secretName, items } }, scope.node.path);
}

function requireSecretInNamespace(scope: Construct, namespace: string): void {
  const own = Chart.of(scope).namespace;
  if (own === namespace) return;
  throw invalid(scope.node.path, {
    what: "the chart's namespace",
    got: own,
    because: `the certificate goes into a Secret of that namespace, and the head's pod in '${namespace}' mounts Secrets of its own alone`,
    fix: "put this construct into a chart of the cluster's namespace",
  });
}

checkArguments('KubeRbacProxyListener', KubeRbacProxyListener);
