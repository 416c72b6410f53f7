import { App, Chart, Testing, Yaml } from 'cdk8s';
import { CertManagerIssuer, RayTls, RayTlsAlerts, RayTlsCa, RayTlsCluster } from '../../lib';

const SIGNS_ALIKE = 3;
const LONGEST_SNAPSHOT = 50_000;

function chart(namespace: string | undefined = 'ray'): Chart {
  return new Chart(new App(), 'ray', { namespace });
}

function scriptsOf(from: Chart): any[] {
  return Testing.synth(from).filter(({ kind }) => kind === 'ConfigMap');
}

function cluster(scope: Chart, id: string): RayTlsCluster {
  return new RayTlsCluster(scope, id, {
    tls: RayTls.signedBy(RayTlsCa.fromSecretName(scope, `${id}-ca`, 'ray-ca')),
    workerGroups: [{ groupName: 'cpu' }],
  });
}

test('clusters whose pods run the same scripts share one ConfigMap, that nobody can change', () => {
  const ray = chart();
  for (let i = 0; i < SIGNS_ALIKE; i++) cluster(ray, `c${i}`);
  const maps = scriptsOf(ray);
  expect(maps).toHaveLength(1);
  expect(maps[0].immutable).toBe(true);
});

test('other scripts have another name, so that a release makes a ConfigMap beside the one that running pods mount', () => {
  const ray = chart();
  cluster(ray, 'signed');
  new RayTlsCluster(ray, 'issued', { tls: RayTls.issuedBy(CertManagerIssuer.fromIssuerName(ray, 'issuer', 'ca')) });
  const names = scriptsOf(ray).map(({ metadata }) => metadata.name);
  expect(new Set(names).size).toBe(2);
});

test('each namespace has a ConfigMap of its own, before the pods that mount it', () => {
  const ray = chart();
  cluster(ray, 'here');
  const issuer = CertManagerIssuer.fromClusterIssuerName(ray, 'issuer', 'ca');
  new RayTlsCluster(ray, 'there', { tls: RayTls.issuedBy(issuer), metadata: { namespace: 'other' } });
  const kinds = Testing.synth(ray).map(({ kind, metadata }) => `${kind} ${metadata.namespace}`);
  expect(scriptsOf(ray).map(({ metadata }) => metadata.namespace)).toEqual(['ray', 'other']);
  expect(kinds.indexOf('ConfigMap other')).toBeLessThan(kinds.indexOf('RayCluster other'));
});

test(`a cluster with alerts renders less than ${LONGEST_SNAPSHOT} characters beside its scripts, whose name says already what they hold`, () => {
  const ray = chart();
  new RayTlsAlerts(ray, 'alerts', { cluster: cluster(ray, 'cluster') });
  const objects = Testing.synth(ray);
  const others = objects.filter(({ immutable }) => !immutable);
  expect(objects.length - others.length).toBe(2);
  expect(Yaml.stringify(...others).length).toBeLessThan(LONGEST_SNAPSHOT);
});
