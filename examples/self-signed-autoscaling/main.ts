import { App, Chart, Duration } from 'cdk8s';
import { KeyAlgorithm, RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });
// The rules would say that Ray's HTTP ports are open: what closes them is in examples/defense-in-depth.
const annotations = {
  'cdk8s-ray-tls/suppress': 'http-port-unprotected: this example is about autoscaling, and its network is closed elsewhere',
};

const ca = new RayTlsCa(chart, 'ca', { commonName: 'Ray training CA', duration: Duration.days(1825) });

new RayTlsCluster(chart, 'cluster', {
  metadata: { name: 'training', labels: { team: 'ml-platform' }, annotations },
  tls: RayTls.signedBy(ca, { keyAlgorithm: KeyAlgorithm.ECDSA_P384, duration: Duration.days(90) }),
  autoscaling: {
    idleTimeout: Duration.minutes(5),
    options: { version: 'v2', resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } } },
  },
  // No tasks on the head, so that they cannot starve it.
  head: { rayStartParams: { 'num-cpus': '0' } },
  workerGroups: [
    {
      groupName: 'cpu',
      minReplicas: 0,
      maxReplicas: 4,
    },
    {
      groupName: 'gpu',
      minReplicas: 0,
      maxReplicas: 2,
      resources: { requests: { cpu: '4', memory: '16Gi' }, limits: { cpu: '8', memory: '16Gi', 'nvidia.com/gpu': '1' } },
      template: {
        spec: {
          containers: [{ name: 'ray-worker', image: 'rayproject/ray:2.58.0-gpu' }],
          nodeSelector: { 'nvidia.com/gpu.present': 'true' },
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
          imagePullSecrets: [{ name: 'registry' }],
        },
      },
    },
  ],
});

app.synth();
