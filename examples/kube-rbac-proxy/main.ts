import { App, Chart } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-28';
import { KubeRbacProxyAuth, RayAccess, RaySubject, RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });
// The rules would say that Ray's HTTP ports are open: what closes them is in examples/defense-in-depth.
const annotations = {
  'cdk8s-ray-tls/suppress': 'http-port-unprotected: this example is about the dashboard, and the ports of the agents are closed elsewhere',
};
const cluster = new RayTlsCluster(chart, 'cluster', {
  metadata: { name: 'ray-cluster-with-auth', annotations },
  tls: RayTls.signedBy(new RayTlsCa(chart, 'ca', { secretName: 'ray-ca' })),
  workerGroups: [{ groupName: 'cpu' }],
});

const user = new ServiceAccount(chart, 'user', { metadata: { name: 'ray-user' } });
const viewer = new ServiceAccount(chart, 'viewer', { metadata: { name: 'ray-viewer' } });

const auth = new KubeRbacProxyAuth(chart, 'auth', { cluster });
auth.grant(RaySubject.serviceAccount(user.name));
auth.grant(RaySubject.serviceAccount(viewer.name), RayAccess.READ_ONLY);
app.synth();
