import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { RayJobDeletion, RayNetworkPolicy, RayTls, RayTlsCa, RayTlsJob } from 'cdk8s-ray-tls';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });
const code = new ConfigMap(chart, 'code', { data: { 'squares.py': readFileSync(join(__dirname, 'squares.py'), 'utf8') } });

const job = new RayTlsJob(chart, 'squares', {
  tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
  entrypoint: 'python /home/ray/code/squares.py',
  workerGroups: [{ groupName: 'cpu' }],
  activeDeadline: Duration.hours(1),
  deletion: RayJobDeletion.cluster(Duration.minutes(5)),
});
// The entrypoint runs on the head, and Ray sends workers what they run.
job.head.addVolume({ name: 'code', configMap: { name: code.name } });
job.head.addVolumeMount({ name: 'code', mountPath: '/home/ray/code', readOnly: true });

// The operator and the job's submitter speak plain HTTP to the dashboard: nobody else reaches it.
new RayNetworkPolicy(chart, 'network', { cluster: job });
app.synth();
