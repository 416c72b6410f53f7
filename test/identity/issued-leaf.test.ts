import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import { CertManagerBackend } from '../../lib/ca/cert-manager/backend';
import { CertManagerIssuer } from '../../lib/ca/cert-manager/issuer';
import type { ICertManagerIssuer } from '../../lib/ca/cert-manager/issuer-interface';
import { RayTlsCluster, type RayTlsClusterProps } from '../../lib/cluster/ray-tls-cluster';
import type { RayTlsIssuedByOptions } from '../../lib/identity/issued-by-options';
import { RayTls } from '../../lib/identity/ray-tls';
import { TrustBundle } from '../../lib/identity/trust-bundle';
import { only, synth, testChart } from '../support/synth';

const TOKEN_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

interface Given extends Partial<RayTlsClusterProps> {
  readonly options?: RayTlsIssuedByOptions;
  readonly issuer?: (chart: Chart) => ICertManagerIssuer;
}

function issued(
  { options, issuer = (chart) => CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca'), ...props }: Given = {},
  chart = testChart(),
) {
  return new RayTlsCluster(chart, 'cluster', {
    workerGroups: [{ groupName: 'cpu' }],
    ...props,
    tls: RayTls.issuedBy(issuer(chart), options),
  });
}

function podSpecs(cluster: RayTlsCluster): any[] {
  const { headGroupSpec, workerGroupSpecs } = only('RayCluster', cluster).spec;
  return [headGroupSpec, ...workerGroupSpecs].map(({ template }) => template.spec);
}

function init(cluster: RayTlsCluster): any {
  return podSpecs(cluster)[1].initContainers[0];
}

function variable(container: any, name: string): unknown {
  return container.env.find((one: any) => one.name === name)?.value;
}

test('a cluster whose pods are certified by an issuer', () => expect(synth(issued())).toMatchSnapshot());

test('two synths are equal', () => expect(JSON.stringify(synth(issued()))).toBe(JSON.stringify(synth(issued()))));

describe('the API token', () => {
  test.each([0, 1])('is mounted in the init container alone, and short-lived (pod %d)', (index) => {
    const spec = podSpecs(issued())[index];
    const { name, projected } = spec.volumes.find((volume: any) =>
      volume.projected?.sources.some((source: any) => source.serviceAccountToken),
    );
    expect(projected.sources[0]).toEqual({ serviceAccountToken: { path: 'token', expirationSeconds: 600 } });
    expect(spec.initContainers[0].volumeMounts).toContainEqual({ name, mountPath: TOKEN_DIR, readOnly: true });
    expect(JSON.stringify(spec.containers)).not.toContain(name);
    expect(spec.automountServiceAccountToken).toBe(false);
  });

  test('under autoscaling is another one in the container of the autoscaler', () => {
    const { spec } = only('RayCluster', issued({ autoscaling: {} }));
    expect(JSON.stringify(spec.headGroupSpec.template.spec.containers)).not.toContain(TOKEN_DIR);
    expect(spec.autoscalerOptions.volumeMounts).toContainEqual({ name: 'ray-autoscaler-token', mountPath: TOKEN_DIR, readOnly: true });
  });

  test('is refused to every container of a template that automounts it', () => {
    const template = { spec: { automountServiceAccountToken: true, containers: [{ name: 'ray' }] } };
    expect(() => issued({ head: { template } })).toThrow(
      /\[ray\/cluster\] pod template of 'headgroup': automountServiceAccountToken is true: every container .* may request certificates.* Fix: set it to false/,
    );
  });
});

describe('rights', () => {
  const cluster = issued();

  test('are to create and get CertificateRequests in the namespace, and nothing else', () => {
    expect(only('Role', cluster).rules).toEqual([
      { apiGroups: ['cert-manager.io'], resources: ['certificaterequests'], verbs: ['create', 'get'] },
    ]);
    expect(only('Role', cluster).metadata.namespace).toBe('ray');
    expect(synth(cluster).some(({ kind }) => kind.startsWith('Cluster'))).toBe(false);
  });
  test("belong to the pods' ServiceAccounts, which are the cluster's own", () => {
    const accounts = synth(cluster).filter(({ kind }) => kind === 'ServiceAccount');
    const bound = only('RoleBinding', cluster).subjects;
    expect(bound).toEqual(accounts.map(({ metadata }) => ({ kind: 'ServiceAccount', name: metadata.name, namespace: 'ray' })));
    expect(podSpecs(cluster).map(({ serviceAccountName }) => serviceAccountName)).toEqual(bound.map(({ name }: any) => name));
    for (const account of accounts) expect(account.automountServiceAccountToken).toBe(false);
  });
  test('belong to the ServiceAccount that a template names, which is left alone', () => {
    const template = { spec: { serviceAccountName: 'mine', containers: [{ name: 'ray' }] } };
    const mine = issued({ head: { template }, workerGroups: [] });
    expect(only('RoleBinding', mine).subjects).toEqual([{ kind: 'ServiceAccount', name: 'mine', namespace: 'ray' }]);
    expect(synth(mine).filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
  });
  test('of two clusters have names of their own', () => {
    const chart = testChart();
    for (const id of ['a', 'b']) {
      const issuer = CertManagerIssuer.fromClusterIssuerName(chart, `issuer-${id}`, 'corp-ca');
      new RayTlsCluster(chart, id, { tls: RayTls.issuedBy(issuer), workerGroups: [{ groupName: 'cpu' }] });
    }
    const names = synth(chart).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });
  test('names of ServiceAccounts are no longer than KubeRay takes', () => {
    const chart = new Chart(Testing.app(), 'a-chart-with-a-name-that-is-long-enough-to-be-a-problem-for-somebody', { namespace: 'ray' });
    for (const { kind, metadata } of synth(issued({}, chart)))
      if (kind === 'ServiceAccount') expect(metadata.name.length).toBeLessThanOrEqual(50);
  });
});

describe('what the init container is told', () => {
  test('the issuer, whatever its group', () => {
    const container = init(
      issued({ issuer: (chart) => CertManagerIssuer.fromIssuerRef(chart, 'issuer', { name: 'pca', kind: 'AWSPCAClusterIssuer' }) }),
    );
    expect(['ISSUER_NAME', 'ISSUER_KIND', 'ISSUER_GROUP'].map((name) => variable(container, name))).toEqual([
      'pca',
      'AWSPCAClusterIssuer',
      'awspca.cert-manager.io',
    ]);
  });
  test('a year of life and two minutes of patience by default', () => {
    expect(variable(init(issued()), 'LEAF_SECONDS')).toBe('31536000');
    expect(variable(init(issued()), 'ISSUE_SECONDS')).toBe('120');
  });
  test('the life and the patience that are asked for', () => {
    const container = init(issued({ options: { duration: Duration.hours(1), issueTimeout: Duration.seconds(5) } }));
    expect(variable(container, 'LEAF_SECONDS')).toBe('3600');
    expect(variable(container, 'ISSUE_SECONDS')).toBe('5');
  });
  test('further DNS names for the head alone', () => {
    const [head, worker] = podSpecs(issued({ options: { dnsNames: ['ray.example.com'] } }));
    expect(variable(head.initContainers[0], 'LEAF_DNS_NAMES')).toBe('ray.example.com');
    expect(variable(worker.initContainers[0], 'LEAF_DNS_NAMES')).toBeUndefined();
  });
  test('no trust bundle where the CA comes from the issuer', () => expect(variable(init(issued()), 'TRUST_BUNDLE')).toBeUndefined());
  test.each([
    ['a ConfigMap', TrustBundle.fromConfigMap('corp-ca'), { configMap: { name: 'corp-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } }],
    [
      'a Secret',
      TrustBundle.fromSecret('corp-ca', 'tls.crt'),
      { secret: { name: 'corp-ca', items: [{ key: 'tls.crt', path: 'ca.crt' }] } },
    ],
    [
      'trust-manager',
      TrustBundle.fromTrustManager('corp', 'bundle.pem'),
      { configMap: { name: 'corp', items: [{ key: 'bundle.pem', path: 'ca.crt' }] } },
    ],
  ])('the trust bundle of %s, in the init container alone', (_, trustBundle, source) => {
    const spec = podSpecs(issued({ options: { trustBundle } }))[1];
    expect(spec.volumes).toContainEqual({ name: 'ray-tls-trust', projected: { sources: [source] } });
    expect(variable(spec.initContainers[0], 'TRUST_BUNDLE')).toBe('/etc/ray/trust/ca.crt');
    expect(JSON.stringify(spec.containers)).not.toContain('ray-tls-trust');
  });
  test('every script that it runs, and no others', () =>
    expect(Object.keys(only('ConfigMap', issued()).data).sort()).toEqual([
      'kube_api.py',
      'leaf.sh',
      'request-leaf.py',
      'request-leaf.sh',
      'trust.sh',
    ]));
});

describe('bad input', () => {
  test.each<[string, Given, RegExp]>([
    [
      'a life too short for cert-manager',
      { options: { duration: Duration.minutes(59) } },
      /RayTls\.issuedBy: duration is '59 minutes': cert-manager issues for an hour and longer/,
    ],
    ['a life of decades', { options: { duration: Duration.days(4000) } }, /RayTls\.issuedBy: duration is /],
    ['no patience', { options: { issueTimeout: Duration.seconds(1) } }, /RayTls\.issuedBy: issueTimeout is '1 second'/],
    ['endless patience', { options: { issueTimeout: Duration.hours(2) } }, /RayTls\.issuedBy: issueTimeout is .*should say so/],
    ['a name that is none', { options: { dnsNames: ['https://ray'] } }, /RayTls\.issuedBy: dnsNames\[0\] is 'https:\/\/ray'/],
    [
      'a bundle of no possible name',
      { options: { trustBundle: TrustBundle.fromConfigMap('Corp CA') } },
      /trustBundle is 'Corp CA'.*ConfigMap name/,
    ],
    [
      'a bundle of no possible key',
      { options: { trustBundle: TrustBundle.fromSecret('corp', 'a/b') } },
      /trustBundle: key is 'a\/b': a key of a Secret/,
    ],
    [
      'an issuer of another namespace',
      { issuer: (chart) => CertManagerIssuer.fromIssuerName(new Chart(chart, 'other', { namespace: 'other' }), 'issuer', 'x') },
      /the Issuer 'x': it is in namespace 'other' and serves that namespace alone, not 'ray'/,
    ],
    [
      'a life beyond that of the CA',
      {
        options: { duration: Duration.days(300) },
        issuer: (chart) => new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.ownCa({ duration: Duration.days(365) }) }),
      },
      /RayTls\.issuedBy: duration is '7200h': its CA is renewed 2920h before it expires/,
    ],
  ])('%s is refused', (_, given, sentence) => {
    expect(() => issued(given)).toThrow(sentence);
    expect(() => issued(given)).toThrow(/^\[ray\/cluster\] .*Fix: /);
  });

  test('a chart without a namespace is refused, as a RoleBinding must name one', () => {
    const chart = new Chart(Testing.app(), 'ray');
    expect(() => issued({}, chart)).toThrow(/\[ray\/cluster\] the chart's namespace is undefined: .*RoleBinding.* Fix: name it: new Chart/);
  });
  test('a selfSigned issuer is refused', () => {
    const chart = testChart();
    const cluster = issued({ issuer: () => CertManagerIssuer.fromIssuerName(chart, 'issuer', 'self') }, chart);
    new ApiObject(chart, 'self', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Issuer',
      metadata: { name: 'self' },
      spec: { selfSigned: {} },
    });
    expect(() => synth(cluster)).toThrow(/selfSigned/);
  });
});
