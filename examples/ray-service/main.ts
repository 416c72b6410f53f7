import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { ConfigMap, k8s } from 'cdk8s-plus-28';
import { CertManagerIssuer, RayNetworkPeer, RayNetworkPolicy, RayServeConfig, RayTls, RayTlsService } from 'cdk8s-ray-tls';

const HOST = 'answers.example.com';
const CODE = '/home/ray/code';

const app = new App();
const chart = new Chart(app, 'ray', { namespace: 'ray' });
const code = new ConfigMap(chart, 'code', { data: { 'answers.py': readFileSync(join(__dirname, 'answers.py'), 'utf8') } });

const service = new RayTlsService(chart, 'answers', {
  tls: RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer')),
  serveConfig: RayServeConfig.of({ applications: [{ name: 'answers', importPath: 'answers:app' }] }),
  workerGroups: [{ groupName: 'cpu' }],
  oldClusterDeletionDelay: Duration.minutes(5),
});
for (const pod of service.pods) {
  pod.addVolume({ name: 'code', configMap: { name: code.name } });
  pod.addVolumeMount({ name: 'code', mountPath: CODE, readOnly: true });
  pod.addEnv({ name: 'PYTHONPATH', value: CODE });
  // Another value makes another cluster, which takes over when it serves.
  pod.addEnv({ name: 'ANSWERS_VERSION', value: '1' });
}

// Serve speaks plain HTTP: the ingress speaks HTTPS for it, and is the only one that reaches it.
const publicIssuer = CertManagerIssuer.fromClusterIssuerName(chart, 'public-issuer', 'public');
const certificate = publicIssuer.addCertificate('https', { secretName: 'answers-https', dnsNames: [HOST] });
new k8s.KubeIngress(chart, 'ingress', {
  spec: {
    ingressClassName: 'nginx',
    tls: [{ hosts: [HOST], secretName: certificate.secretName }],
    rules: [
      {
        host: HOST,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service.serveServiceName, port: { name: 'serve' } } } }],
        },
      },
    ],
  },
});
new RayNetworkPolicy(chart, 'network', { cluster: service, serveClients: [RayNetworkPeer.namespace('ingress-nginx')] });
app.synth();
