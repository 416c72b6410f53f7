import { App, Chart, Duration } from 'cdk8s';
import { Deployment, Service } from 'cdk8s-plus-28';
import {
  CertManagerBackend,
  CertManagerIssuer,
  CertManagerIssuerScope,
  CertManagerUsage,
  CertManagerVaultAuth,
  KeyAlgorithm,
  RayTls,
  RayTlsCluster,
  RayTlsWorkload,
} from 'cdk8s-ray-tls';

const app = new App();
// The rules would say that Ray's HTTP ports are open: what closes them is in examples/defense-in-depth.
const annotations = {
  'cdk8s-ray-tls/suppress': 'http-port-unprotected: this example is about certificates, and its network is closed elsewhere',
};

// 1. An issuer that is there already: one line.
const existing = new Chart(app, 'existing-issuer', { namespace: 'ray' });
new RayTlsCluster(existing, 'cluster', {
  metadata: { name: 'training', annotations },
  tls: RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(existing, 'issuer', 'corp-ca')),
  workerGroups: [{ groupName: 'cpu', replicas: 2 }],
});

// 2. A CA of the cluster's own, which cert-manager makes and renews; its key lies in cert-manager's namespace, out of reach of Ray's.
const ownCa = new Chart(app, 'own-ca', { namespace: 'ray-own-ca' });
new RayTlsCluster(ownCa, 'cluster', {
  metadata: { name: 'research', annotations },
  tls: RayTls.issuedBy(new CertManagerIssuer(ownCa, 'issuer', { serves: CertManagerIssuerScope.clusterWide() })),
  workerGroups: [{ groupName: 'cpu' }],
});

// 3. Vault signs.
const vault = new Chart(app, 'vault', { namespace: 'ray-vault' });
const vaultIssuer = new CertManagerIssuer(vault, 'issuer', {
  backend: CertManagerBackend.vault({
    server: 'https://vault.example.com:8200',
    path: 'pki_int/sign/ray',
    auth: CertManagerVaultAuth.kubernetes({ role: 'ray', serviceAccountName: 'vault-ray' }),
  }),
});
new RayTlsCluster(vault, 'cluster', {
  metadata: { name: 'serving', annotations },
  tls: RayTls.issuedBy(vaultIssuer, { duration: Duration.days(30) }),
  workerGroups: [{ groupName: 'cpu' }],
});

// 4. A Django application that is a client of a cluster: ray.init('ray://tasks-head-svc:10001').
const django = new Chart(app, 'django', { namespace: 'django-ray' });
const issuer = new CertManagerIssuer(django, 'issuer');
new RayTlsCluster(django, 'cluster', {
  metadata: { name: 'tasks', annotations },
  tls: RayTls.issuedBy(issuer),
  workerGroups: [{ groupName: 'cpu' }],
});
const web = new Deployment(django, 'web', {
  containers: [
    {
      name: 'django',
      image: 'registry.example.com/shop/web:1.4.2',
      portNumber: 8000,
      envVariables: { RAY_ADDRESS: { value: 'ray://tasks-head-svc:10001' } },
      securityContext: { user: 1000, readOnlyRootFilesystem: false },
    },
  ],
});
new Service(django, 'web-service', { selector: web, ports: [{ port: 80, targetPort: 8000 }] });
// A certificate for clients alone, which cert-manager renews: it could not pose as the head.
new RayTlsWorkload(django, 'web-identity', { workload: web, tls: RayTls.renewedBy(issuer) });

// What the guide of django-ray calls `ray-tls-certs`, by a CA that peers can trust: for what is reached by name, an ingress or a proxy.
issuer.addCertificate('certificate', {
  secretName: 'ray-tls-certs',
  dnsNames: ['ray-head', 'ray-head.django-ray', 'ray-head.django-ray.svc', 'ray-head.django-ray.svc.cluster.local', 'localhost'],
  ipAddresses: ['127.0.0.1'],
  duration: Duration.hours(8760),
  renewBefore: Duration.hours(720),
  subject: { organizations: ['django-ray'] },
  keyAlgorithm: KeyAlgorithm.RSA_4096,
  usages: [
    CertManagerUsage.DIGITAL_SIGNATURE,
    CertManagerUsage.KEY_ENCIPHERMENT,
    CertManagerUsage.SERVER_AUTH,
    CertManagerUsage.CLIENT_AUTH,
  ],
});

app.synth();
