import { ApiObject, App, Chart, Duration, Testing } from 'cdk8s';
import {
  CaSecretKeys,
  CertManagerBackend,
  CertManagerIssuer,
  CertManagerIssuerScope,
  CertManagerRequestGuard,
  CertManagerUsage,
  type ICertManagerIssuer,
  RayTls,
  RayTlsCa,
  RayTlsCheck,
  RayTlsCluster,
  RayTlsRotation,
} from '../../../lib';

const NAMESPACE = 'ray';

function chartIn(namespace: string | undefined = NAMESPACE, app = Testing.app(), id = 'test'): Chart {
  return new Chart(app, id, { namespace });
}

function policies(chart: Chart): any[] {
  return Testing.synth(chart).filter(
    ({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name.startsWith('ray-tls-requests.'),
  );
}

function policy(chart: Chart): any {
  const found = policies(chart);
  expect(found).toHaveLength(1);
  return found[0];
}

/** The value of a variable of the policy that is JSON. */
function variable(chart: Chart, name: string): any {
  return JSON.parse(policy(chart).spec.variables.find((one: any) => one.name === name).expression);
}

function cluster(chart: Chart, issuer: ICertManagerIssuer, id = 'cluster', duration?: Duration): RayTlsCluster {
  return new RayTlsCluster(chart, id, { tls: RayTls.issuedBy(issuer, { duration }), workerGroups: [{ groupName: 'cpu' }] });
}

const users = (namespace: string, one: RayTlsCluster) =>
  one.pods.map((pod) => `system:serviceaccount:${namespace}:${pod.serviceAccountName}`);

describe('which issuers are guarded', () => {
  test.each<[string, (chart: Chart) => CertManagerBackend]>([
    ['ownCa', () => CertManagerBackend.ownCa()],
    ['ca', () => CertManagerBackend.ca('corp-ca')],
    ['rayTlsCa', (chart) => CertManagerBackend.rayTlsCa(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls', { keys: CaSecretKeys.TLS }))],
  ])('those that this library makes, by %s', (_, backend) => {
    const chart = chartIn();
    new CertManagerIssuer(chart, 'issuer', { backend: backend(chart), issuerName: 'mine' });
    expect(policy(chart).metadata).toEqual({ name: 'ray-tls-requests.issuer.ray.mine.cert-manager.io' });
    expect(policy(chart).spec.matchConstraints).toEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ray' } },
      resourceRules: [
        { apiGroups: ['cert-manager.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['certificaterequests'], scope: '*' },
      ],
    });
  });

  test('a cluster-wide one in every namespace', () => {
    const chart = chartIn();
    new CertManagerIssuer(chart, 'issuer', { serves: CertManagerIssuerScope.clusterWide(), issuerName: 'mine' });
    expect(policy(chart).metadata.name).toBe('ray-tls-requests.clusterissuer.mine.cert-manager.io');
    expect(policy(chart).spec.matchConstraints).not.toHaveProperty('namespaceSelector');
  });

  test('none that is imported, unless that is wanted', () => {
    const chart = chartIn();
    cluster(chart, CertManagerIssuer.fromIssuerName(chart, 'left-alone', 'one'));
    expect(policies(chart)).toEqual([]);
    CertManagerIssuer.fromIssuerName(chart, 'guarded', 'other', { requestGuard: CertManagerRequestGuard.on() });
    expect(policy(chart).metadata.name).toBe('ray-tls-requests.issuer.ray.other.cert-manager.io');
  });

  test('none where that is not wanted, and none in a namespace that nobody knows', () => {
    const chart = chartIn();
    new CertManagerIssuer(chart, 'issuer', { requestGuard: CertManagerRequestGuard.off() });
    expect(policies(chart)).toEqual([]);
    const nowhere = new Chart(Testing.app(), 'test');
    new CertManagerIssuer(nowhere, 'issuer');
    expect(policies(nowhere)).toEqual([]);
  });

  test('a guard that is asked for needs the namespace', () => {
    const chart = new Chart(new App(), 'test');
    const requestGuard = CertManagerRequestGuard.on();
    const message =
      /^\[test\/issuer\] the chart's namespace is undefined: the ValidatingAdmissionPolicy for the requests to the Issuer .* Fix: name it/;
    expect(() => new CertManagerIssuer(chart, 'issuer', { requestGuard })).toThrow(message);
  });

  test('a namespace that is none is refused', () => {
    const requestGuard = CertManagerRequestGuard.on({ alsoFrom: ['other', 'Not_A_Namespace'] });
    expect(() => new CertManagerIssuer(chartIn(), 'issuer', { requestGuard })).toThrow(/requestGuard: alsoFrom\[1\] is 'Not_A_Namespace'/);
  });
});

describe('one policy an issuer', () => {
  test('is denied by, in a binding of its own', () => {
    const chart = chartIn();
    new CertManagerIssuer(chart, 'issuer');
    const { name } = policy(chart).metadata;
    const binding = Testing.synth(chart).find(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
    expect(binding).toMatchObject({ metadata: { name }, spec: { policyName: name, validationActions: ['Deny'] } });
    expect(binding.metadata).not.toHaveProperty('namespace');
    expect(policy(chart).spec.failurePolicy).toBe('Fail');
  });

  test('lets several clusters in, each for as long as its own leaves live', () => {
    const chart = chartIn();
    const issuer = new CertManagerIssuer(chart, 'issuer');
    const [one, other] = [cluster(chart, issuer, 'one', Duration.days(1)), cluster(chart, issuer, 'other', Duration.days(2))];
    expect(variable(chart, 'pods')).toEqual(
      Object.fromEntries([...users('ray', one).map((user) => [user, '86400s']), ...users('ray', other).map((user) => [user, '172800s'])]),
    );
  });

  test('lets in what looks after a cluster, and the longest of those who share a ServiceAccount', () => {
    const chart = chartIn();
    const issuer = new CertManagerIssuer(chart, 'issuer');
    const template = { spec: { serviceAccountName: 'shared', containers: [{ name: 'ray' }] } };
    for (const days of [3, 5, 4]) {
      new RayTlsCluster(chart, `c${days}`, { tls: RayTls.issuedBy(issuer, { duration: Duration.days(days) }), head: { template } });
    }
    expect(variable(chart, 'pods')).toEqual({ 'system:serviceaccount:ray:shared': '432000s' });
    const looked = cluster(chart, issuer);
    new RayTlsRotation(chart, 'rotation', { cluster: looked });
    new RayTlsCheck(chart, 'check', { cluster: looked });
    const accounts = Testing.synth(chart).filter(({ kind }) => kind === 'ServiceAccount');
    expect(Object.keys(variable(chart, 'pods')).sort()).toEqual(
      ['shared', ...accounts.map(({ metadata }) => metadata.name)].map((name) => `system:serviceaccount:ray:${name}`).sort(),
    );
  });

  test('knows an issuer that is made in one chart and referred to in another', () => {
    const app = Testing.app();
    const platform = chartIn('ray', app, 'platform');
    const team = chartIn('ray', app, 'team');
    new CertManagerIssuer(platform, 'issuer', { issuerName: 'mine' });
    const one = cluster(team, CertManagerIssuer.fromIssuerName(team, 'issuer', 'mine'));
    expect(Object.keys(variable(platform, 'pods'))).toEqual(users('ray', one));
  });

  test('is one for a guard that is asked for twice, with the namespaces of both', () => {
    const chart = chartIn();
    for (const namespace of ['b', 'a']) {
      CertManagerIssuer.fromClusterIssuerName(chart, namespace, 'mine', {
        requestGuard: CertManagerRequestGuard.on({ alsoFrom: [namespace] }),
      });
    }
    expect(variable(chart, 'alsoFrom')).toEqual(['a', 'b']);
  });

  test.each<[string, (chart: Chart) => ICertManagerIssuer]>([
    ['name', (chart) => CertManagerIssuer.fromIssuerName(chart, 'reference', 'other')],
    ['kind', (chart) => CertManagerIssuer.fromClusterIssuerName(chart, 'reference', 'mine')],
    ['group', (chart) => CertManagerIssuer.fromIssuerRef(chart, 'reference', { name: 'mine', kind: 'StepIssuer' })],
    ['namespace', (chart) => CertManagerIssuer.fromIssuerName(chartIn('other', chart.node.root as App, 'other'), 'reference', 'mine')],
  ])('lets nobody in who uses an issuer of another %s', (_, reference) => {
    const chart = chartIn();
    new CertManagerIssuer(chart, 'issuer', { issuerName: 'mine' });
    const issuer = reference(chart);
    cluster(Chart.of(issuer), issuer);
    expect(variable(chart, 'pods')).toEqual({});
  });
});

describe('Certificates', () => {
  test('are those that the app declares, with their usages, their duration, and as CA where they are one', () => {
    const chart = chartIn();
    const issuer = new CertManagerIssuer(chart, 'issuer', { issuerName: 'mine' });
    const certificate = issuer.addCertificate('web', {
      secretName: 'web',
      dnsNames: ['web'],
      duration: Duration.days(30),
      usages: [CertManagerUsage.SERVER_AUTH],
    });
    const raw = (id: string, spec: object) =>
      new ApiObject(chart, id, {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: id },
        spec: { secretName: id, ...spec },
      });
    raw('bare', { issuerRef: { name: 'mine' } });
    raw('below', { issuerRef: { name: 'mine', kind: 'Issuer' }, isCA: true, usages: ['cert sign'] });
    raw('of-another', { issuerRef: { name: 'other' } });
    const name = `ray/${certificate.certificateName}`;
    expect(variable(chart, 'certificates')).toEqual({
      [name]: ['server auth'],
      'ray/bare': ['any'],
      'ray/below': ['cert sign'],
    });
    expect(variable(chart, 'durations')).toEqual({ [name]: '720h', 'ray/bare': '2160h', 'ray/below': '2160h' });
    expect(variable(chart, 'authorities')).toEqual(['ray/below']);
  });

  test('in a namespace that nobody knows are refused', () => {
    const chart = new Chart(new App(), 'test');
    new CertManagerIssuer(chart, 'issuer', { serves: CertManagerIssuerScope.clusterWide() }).addCertificate('web', {
      secretName: 'web',
      dnsNames: ['web'],
    });
    expect(() => Testing.synth(chart)).toThrow(/^\[test\/issuer\/web\/Resource\] the chart's namespace is undefined: /);
  });
});

test('two synths are equal, in whatever order the app is built', () => {
  const build = (ids: string[]) => {
    const chart = chartIn();
    const issuer = new CertManagerIssuer(chart, 'issuer');
    for (const id of ids) {
      cluster(chart, issuer, id);
      issuer.addCertificate(`certificate-${id}`, { secretName: id, dnsNames: [id] });
    }
    return JSON.stringify(policy(chart));
  };
  expect(build(['a', 'b', 'c'])).toBe(build(['c', 'a', 'b']));
});

test('every denial says in less than 200 characters what is allowed', () => {
  const chart = chartIn();
  new CertManagerIssuer(chart, 'issuer', { issuerName: 'issuer' });
  for (const { message, reason } of policy(chart).spec.validations) {
    expect(message.length).toBeLessThan(200);
    expect(reason).toBe('Forbidden');
  }
});
