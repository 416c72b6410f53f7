import { App, Chart } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-28';
import {
  CertManagerIssuer,
  KubeRbacProxyAuth,
  RayNetworkEgress,
  RayNetworkPeer,
  RayNetworkPolicy,
  RaySubject,
  RayTls,
  RayTlsCluster,
  RayTokenAuth,
} from 'cdk8s-ray-tls';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });

// Who is a member: whoever has a certificate of the company's issuer for Ray.
const cluster = new RayTlsCluster(chart, 'cluster', {
  metadata: { name: 'training' },
  tls: RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'ray-ca')),
  autoscaling: {},
  workerGroups: [{ groupName: 'cpu', maxReplicas: 10 }],
});

// Who may submit jobs: whom Kubernetes lets.
const auth = new KubeRbacProxyAuth(chart, 'auth', { cluster });
auth.grant(RaySubject.serviceAccount(new ServiceAccount(chart, 'submitter', { metadata: { name: 'ray-submitter' } }).name));
auth.grant(RaySubject.group('ml-engineers'));

// What no certificate guards, the agent's HTTP port for one, asks for Ray's own token.
new RayTokenAuth(chart, 'token', { cluster });

// And the network lets nobody else come that far.
new RayNetworkPolicy(chart, 'network', {
  cluster,
  submitters: [RayNetworkPeer.pods({ app: 'pipeline' }, 'ci')],
  prometheus: [RayNetworkPeer.namespace('monitoring')],
  egress: [RayNetworkEgress.internet()],
});

app.synth();
