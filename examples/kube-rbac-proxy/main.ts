import { App, Chart } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-28';
import { KubeRbacProxyAuth, RayAccess, RaySubject, RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });
const cluster = new RayTlsCluster(chart, 'cluster', {
  metadata: { name: 'ray-cluster-with-auth' },
  tls: RayTls.signedBy(new RayTlsCa(chart, 'ca', { secretName: 'ray-ca' })),
  workerGroups: [{ groupName: 'cpu' }],
});

const user = new ServiceAccount(chart, 'user', { metadata: { name: 'ray-user' } });
const viewer = new ServiceAccount(chart, 'viewer', { metadata: { name: 'ray-viewer' } });

const auth = new KubeRbacProxyAuth(chart, 'auth', { cluster });
auth.grant(RaySubject.serviceAccount(user.name));
auth.grant(RaySubject.serviceAccount(viewer.name), RayAccess.READ_ONLY);
app.synth();
