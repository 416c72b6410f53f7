import { App, Chart, Duration } from 'cdk8s';
import { CertManagerBackend } from '../../../lib/ca/cert-manager/backend';
import { CertManagerCaBundle } from '../../../lib/ca/cert-manager/ca-bundle';
import { CertManagerUsage } from '../../../lib/ca/cert-manager/certificate';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import type { ICertManagerIssuer } from '../../../lib/ca/cert-manager/issuer-interface';
import { CertManagerIssuerScope } from '../../../lib/ca/cert-manager/issuer-scope';
import { CertManagerRequestPolicy } from '../../../lib/ca/cert-manager/request-policy';
import { CertManagerVaultAuth } from '../../../lib/ca/cert-manager/vault-auth';
import { CertManagerVenafiConnection } from '../../../lib/ca/cert-manager/venafi';
import { KeyAlgorithm } from '../../../lib/ca/key-algorithm';

/** A chart of namespace `ray`. */
export function rayChart(namespace: string | undefined = 'ray'): Chart {
  return new Chart(new App(), 'test', { namespace });
}

/** The objects of one kind that a chart synthesizes. */
export function objectsOf(chart: Chart, kind: string): any[] {
  return chart.toJson().filter((object) => object.kind === kind);
}

/** The one object of a kind that a chart synthesizes. */
export function onlyObject(chart: Chart, kind: string): any {
  const objects = objectsOf(chart, kind);
  expect(objects).toHaveLength(1);
  return objects[0];
}

/** The certificate of the django-ray guide, as the guide has it but for its issuer. */
export function addGuideCertificate(issuer: ICertManagerIssuer) {
  return issuer.addCertificate('ray-tls', {
    secretName: 'ray-tls-certs',
    duration: Duration.hours(8760),
    renewBefore: Duration.hours(720),
    subject: { organizations: ['django-ray'] },
    keyAlgorithm: KeyAlgorithm.RSA_4096,
    usages: [CertManagerUsage.SERVER_AUTH, CertManagerUsage.CLIENT_AUTH],
    dnsNames: ['ray-head', 'ray-head.django-ray', 'ray-head.django-ray.svc', 'ray-head.django-ray.svc.cluster.local', 'localhost'],
    ipAddresses: ['127.0.0.1'],
  });
}

/** A chart with every kind of issuer, a certificate, and a policy. */
export function everything(): Chart {
  const chart = rayChart();
  const clusterWide = CertManagerIssuerScope.clusterWide();
  const ownCa = new CertManagerIssuer(chart, 'own-ca');
  addGuideCertificate(ownCa);
  new CertManagerIssuer(chart, 'cluster-ca', { serves: clusterWide });
  new CertManagerIssuer(chart, 'ca', { backend: CertManagerBackend.ca('corp-ca') });
  const vaults = {
    token: CertManagerVaultAuth.token('vault-token'),
    'app-role': CertManagerVaultAuth.appRole({ roleId: '675a50e7', secretName: 'vault-app-role' }),
    kubernetes: CertManagerVaultAuth.kubernetes({ role: 'ray', serviceAccountName: 'vault-issuer', audiences: ['vault.example.com'] }),
    'kubernetes-token': CertManagerVaultAuth.kubernetesToken({ role: 'ray', secretName: 'vault-issuer-token' }),
  };
  for (const [id, auth] of Object.entries(vaults)) {
    const backend = CertManagerBackend.vault({
      server: 'https://vault.example.com:8200',
      path: 'pki_int/sign/ray',
      auth,
      serverTrust: CertManagerCaBundle.fromSecret('vault-ca'),
      vaultNamespace: 'platform',
      serverName: 'vault',
    });
    new CertManagerIssuer(chart, `vault-${id}`, { backend });
    new CertManagerIssuer(chart, `cluster-vault-${id}`, { backend, serves: clusterWide });
  }
  const connections = {
    tpp: CertManagerVenafiConnection.tpp({
      url: 'https://tpp.example.com/vedsdk',
      credentialsSecretName: 'tpp',
      serverTrust: CertManagerCaBundle.fromSecret('tpp-ca', 'ca.pem'),
    }),
    cloud: CertManagerVenafiConnection.cloud({ apiTokenSecretName: 'venafi-cloud', url: 'https://api.eu.venafi.cloud' }),
  };
  for (const [id, connection] of Object.entries(connections)) {
    new CertManagerIssuer(chart, `venafi-${id}`, { backend: CertManagerBackend.venafi({ zone: 'DevOps\\Ray', connection }) });
  }
  new CertManagerRequestPolicy(chart, 'policy', {
    issuer: ownCa,
    serviceAccountName: 'ray-pods',
    dnsNames: ['demo-head-svc', 'demo-head-svc.ray', 'demo-head-svc.ray.svc', 'demo-head-svc.ray.svc.cluster.local'],
    ipAddresses: ['10.42.*', 'fd00:10:42:*'],
    maxDuration: Duration.days(30),
  });
  return chart;
}
