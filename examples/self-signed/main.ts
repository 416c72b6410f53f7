import { App, Chart } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });
new RayTlsCluster(chart, 'cluster', {
  tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
  workerGroups: [{ groupName: 'cpu', replicas: 2 }],
});
app.synth();
