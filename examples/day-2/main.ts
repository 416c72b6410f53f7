import { App, Chart, Duration } from 'cdk8s';
import {
  CertManagerIssuer,
  RayNetworkPeer,
  RayNetworkPolicy,
  RayTls,
  RayTlsAlerts,
  RayTlsCheck,
  RayTlsCluster,
  RayTlsRotation,
  RayWorkerReplacement,
} from 'cdk8s-ray-tls';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });
const cluster = new RayTlsCluster(chart, 'cluster', {
  metadata: { name: 'training' },
  tls: RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca'), { duration: Duration.days(90) }),
  // The head can be replaced without the end of the cluster, as Redis keeps what it knows.
  gcsFaultTolerance: { redisAddress: 'redis.redis.svc:6379' },
  workerGroups: [{ groupName: 'cpu', replicas: 8 }],
});
new RayNetworkPolicy(chart, 'network', {
  cluster,
  prometheus: [RayNetworkPeer.namespace('monitoring')],
  redis: [RayNetworkPeer.namespace('redis')],
});

// Saturday nights, two workers at a time, whose replacements come first.
new RayTlsRotation(chart, 'rotation', {
  cluster,
  schedule: '0 3 * * 6',
  timeZone: 'Europe/Berlin',
  window: Duration.hours(4),
  workerReplacement: RayWorkerReplacement.surge(2),
});
new RayTlsAlerts(chart, 'alerts', { cluster, prometheusLabels: { release: 'kube-prometheus-stack' } });
new RayTlsCheck(chart, 'check', { cluster, schedule: '0 6 * * 6', timeZone: 'Europe/Berlin' });
app.synth();
