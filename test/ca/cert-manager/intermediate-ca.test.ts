import { Duration } from 'cdk8s';
import { CertManagerBackend } from '../../../lib/ca/cert-manager/backend';
import type { CertManagerIntermediateCaOptions } from '../../../lib/ca/cert-manager/intermediate-ca';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import type { ICertManagerIssuer } from '../../../lib/ca/cert-manager/issuer-interface';
import { CertManagerIssuerScope } from '../../../lib/ca/cert-manager/issuer-scope';
import { CertManagerVaultAuth } from '../../../lib/ca/cert-manager/vault-auth';
import { KeyAlgorithm } from '../../../lib/ca/key-algorithm';
import { RayTls, RayTlsCluster } from '../../../lib/index';
import { objectsOf, onlyObject, rayChart } from './fixture';

function below(parent: (chart: ReturnType<typeof rayChart>) => ICertManagerIssuer, options?: CertManagerIntermediateCaOptions) {
  const chart = rayChart();
  const issuer = new CertManagerIssuer(chart, 'issuer', {
    issuerName: 'ray',
    backend: CertManagerBackend.intermediateOf(parent(chart), options),
  });
  return { chart, issuer };
}

const corporate = (chart: ReturnType<typeof rayChart>) => CertManagerIssuer.fromClusterIssuerName(chart, 'corp', 'corp-ca');

test('the issuer above signs one CA Certificate, and its key signs everything else', () => {
  const { chart, issuer } = below(corporate);
  expect(onlyObject(chart, 'Certificate')).toEqual({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'ray-ca', namespace: 'ray' },
    spec: {
      secretName: 'ray-ca',
      issuerRef: { name: 'corp-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      isCA: true,
      commonName: 'ray',
      duration: '43800h',
      renewBefore: '14600h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
      usages: ['cert sign', 'crl sign'],
    },
  });
  expect(onlyObject(chart, 'Issuer').spec).toEqual({ ca: { secretName: 'ray-ca' } });
  expect(issuer.longestDuration?.toHours()).toBe(14600);
  expect(issuer.returnsCa).toBe(true);
});

test('options are those of a CA', () => {
  const { chart } = below(corporate, {
    commonName: 'Ray CA',
    subject: { organizations: ['Example'] },
    duration: Duration.days(90),
    renewBefore: Duration.days(45),
    keyAlgorithm: KeyAlgorithm.ECDSA_P384,
    secretName: 'ray-intermediate',
  });
  expect(onlyObject(chart, 'Certificate').spec).toMatchObject({
    secretName: 'ray-intermediate',
    commonName: 'Ray CA',
    subject: { organizations: ['Example'] },
    duration: '2160h',
    renewBefore: '1080h',
    privateKey: { size: 384 },
  });
});

test('it does not outlive the CA above, as far as that is known', () => {
  const own = (chart: ReturnType<typeof rayChart>) =>
    new CertManagerIssuer(chart, 'root', { backend: CertManagerBackend.ownCa({ duration: Duration.days(900) }) });
  const { chart } = below(own);
  expect(objectsOf(chart, 'Certificate').find(({ metadata }) => metadata.name === 'ray-ca').spec.duration).toBe('7200h');
  expect(() => below(own, { duration: Duration.days(301) })).toThrow(
    /^\[test\/issuer\] CertManagerBackend\.intermediateOf: duration is '7224h'/,
  );
});

test('a cluster-wide issuer keeps its intermediate where cert-manager looks for it', () => {
  const chart = rayChart();
  const backend = CertManagerBackend.intermediateOf(corporate(chart));
  new CertManagerIssuer(chart, 'issuer', { serves: CertManagerIssuerScope.clusterWide(), backend });
  expect(onlyObject(chart, 'Certificate').metadata.namespace).toBe('cert-manager');
});

test('an issuer of another namespace is refused', () => {
  const chart = rayChart();
  const elsewhere = CertManagerIssuer.fromIssuerName(rayChart('pki'), 'issuer', 'corp-ca');
  const make = () => new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.intermediateOf(elsewhere) });
  expect(make).toThrow(/^\[test\/issuer\] the Issuer 'corp-ca': it is in namespace 'pki' and serves that namespace alone, not 'ray'/);
});

test('Vault is refused: cert-manager would write a leaf into the Secret of the CA', () => {
  const vault = (chart: ReturnType<typeof rayChart>) =>
    new CertManagerIssuer(chart, 'vault', {
      backend: CertManagerBackend.vault({ server: 'https://vault', path: 'pki/sign/ray', auth: CertManagerVaultAuth.token('t') }),
    });
  expect(() => below(vault)).toThrow(/^\[test\/issuer\] CertManagerBackend\.intermediateOf: the Issuer '[^']+': it does not sign CAs: /);
});

test('the guard of the issuer above lets the request for the CA through, and no other CA', () => {
  const chart = rayChart();
  const root = new CertManagerIssuer(chart, 'root', { issuerName: 'root' });
  new CertManagerIssuer(chart, 'issuer', { issuerName: 'ray', backend: CertManagerBackend.intermediateOf(root) });
  const guards = objectsOf(chart, 'ValidatingAdmissionPolicy');
  const guardOf = (name: string) => JSON.stringify(guards.find(({ metadata }) => metadata.name.endsWith(`.ray.${name}.cert-manager.io`)));
  expect(guardOf('root')).toContain('ray-ca');
  expect(guardOf('ray')).not.toContain('ray-ca');
});

test('a cluster takes its leaves from it, for as long as they may live', () => {
  const { chart, issuer } = below(corporate, { duration: Duration.days(300) });
  expect(() => new RayTlsCluster(chart, 'cluster', { tls: RayTls.issuedBy(issuer) })).toThrow('8760h');
  new RayTlsCluster(chart, 'other', { tls: RayTls.issuedBy(issuer, { duration: Duration.days(90) }) });
  expect(objectsOf(chart, 'RayCluster')).not.toHaveLength(0);
});
