// What an app with the strictest compiler writes; it is compiled by a test, against what the package has.
import { type ApiObjectMetadata, App, Chart, Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CertManagerIssuer,
  type ICertManagerIssuer,
  type IRayTlsCa,
  KubeRbacProxyAuth,
  RayNetworkPeer,
  RayNetworkPolicy,
  type RayNetworkPolicyProps,
  RaySubject,
  RayTls,
  RayTlsAlerts,
  RayTlsCa,
  RayTlsCheck,
  RayTlsCluster,
  type RayTlsClusterProps,
  RayTlsJob,
  RayTlsRotation,
  RayTlsWorkload,
} from 'cdk8s-ray-tls';

const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
const ca: IRayTlsCa = new RayTlsCa(chart, 'ca');
const issuer: ICertManagerIssuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp');
const metadata: ApiObjectMetadata = { name: 'demo' };
const props: RayTlsClusterProps = {
  tls: RayTls.signedBy(ca, { duration: Duration.days(1) }),
  metadata,
  workerGroups: [{ groupName: 'cpu' }],
};
const cluster = new RayTlsCluster(chart, 'cluster', { ...props, head: { rayStartParams: { 'num-cpus': '0' } } });
const web = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web' }] });
const open: RayNetworkPolicyProps = { cluster, clients: [web, RayNetworkPeer.namespace(new kplus.Namespace(chart, 'team'))] };
const policy = new RayNetworkPolicy(chart, 'policy', open);
policy.allowClients(web, RayNetworkPeer.pods({ app: 'a' }, 'b'));
const auth = new KubeRbacProxyAuth(chart, 'auth', { cluster });
auth.grant(new kplus.ServiceAccount(chart, 'account'));
auth.grant(RaySubject.user('jane'));
new RayTlsCheck(chart, 'check', { cluster, schedule: Cron.daily() });
new RayTlsRotation(chart, 'rotation', { cluster, schedule: '@daily' });
new RayTlsAlerts(chart, 'alerts', { cluster });
new RayTlsWorkload(chart, 'identity', { workload: web, tls: RayTls.renewedBy(issuer) });
RayTlsJob.onCluster(chart, 'job', { cluster: RayTlsCluster.fromClusterName(chart, 'other', { name: 'prod' }), entrypoint: 'a' });
RayTls.fromSecret(new kplus.Secret(chart, 'secret'));
// Without a first group, and with `exactOptionalPropertyTypes`, both are what they say.
const first: string | undefined = cluster.workerGroups[0]?.groupName;
const namespace: string | undefined = cluster.namespace;
export const made = [first, namespace];
