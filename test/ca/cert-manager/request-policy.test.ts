import { App, Chart, Duration, Testing } from 'cdk8s';
import { RayTls, RayTlsCluster } from '../../../lib';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import type { ICertManagerIssuer } from '../../../lib/ca/cert-manager/issuer-interface';
import { CertManagerRequestPolicy, type CertManagerRequestPolicyProps } from '../../../lib/ca/cert-manager/request-policy';
import { KeyAlgorithm } from '../../../lib/ca/key-algorithm';
import { onlyObject, rayChart } from './fixture';

function policyIn(chart: Chart, props: Partial<CertManagerRequestPolicyProps> = {}, issuer?: ICertManagerIssuer): CertManagerRequestPolicy {
  return new CertManagerRequestPolicy(chart, 'policy', {
    issuer: issuer ?? CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca'),
    serviceAccountName: 'ray-pods',
    dnsNames: ['demo-head-svc'],
    ipAddresses: ['10.42.*'],
    maxDuration: Duration.days(30),
    ...props,
  });
}

test('a policy allows what every Ray pod carries and what is named, and nothing else', () => {
  const chart = rayChart();
  policyIn(chart);
  expect(onlyObject(chart, 'CertificateRequestPolicy').spec).toEqual({
    selector: {
      issuerRef: { name: 'corp-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      namespace: { matchNames: ['ray'] },
    },
    allowed: {
      commonName: { value: 'ray-*' },
      dnsNames: { values: ['localhost', 'demo-head-svc'] },
      ipAddresses: { values: ['127.0.0.1', '::1', '10.42.*'] },
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
    },
    constraints: { maxDuration: '720h', privateKey: { algorithm: 'ECDSA', minSize: 256 } },
  });
});

test('a policy takes another common name and kind of key', () => {
  const chart = rayChart();
  policyIn(chart, { commonName: 'django', keyAlgorithm: KeyAlgorithm.RSA_3072 });
  const { allowed, constraints } = onlyObject(chart, 'CertificateRequestPolicy').spec;
  expect(allowed.commonName).toEqual({ value: 'django' });
  expect(constraints.privateKey).toEqual({ algorithm: 'RSA', minSize: 3072 });
});

test('a policy counts for one ServiceAccount, in its namespace, by its own name', () => {
  const chart = rayChart();
  const policy = policyIn(chart);
  const role = onlyObject(chart, 'Role');
  expect(role.rules).toEqual([
    {
      apiGroups: ['policy.cert-manager.io'],
      resources: ['certificaterequestpolicies'],
      resourceNames: [policy.policyName],
      verbs: ['use'],
    },
  ]);
  expect(role.metadata.namespace).toBe('ray');
  expect(onlyObject(chart, 'RoleBinding')).toMatchObject({
    metadata: { namespace: 'ray' },
    roleRef: { kind: 'Role', name: role.metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: 'ray-pods', namespace: 'ray' }],
  });
});

test('head and workers can have a policy each', () => {
  const chart = rayChart();
  const issuer = new CertManagerIssuer(chart, 'issuer');
  const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.issuedBy(issuer), workerGroups: [{ groupName: 'cpu' }] });
  const accounts = [cluster.head, cluster.workerGroup('cpu')].map(({ serviceAccountName }) => serviceAccountName!);
  const policies = accounts.map((serviceAccountName, index) => {
    const props = { issuer, serviceAccountName, dnsNames: index === 0 ? ['demo-head-svc'] : [], ipAddresses: ['10.42.*'] };
    return new CertManagerRequestPolicy(chart, `policy-${index}`, { ...props, maxDuration: Duration.days(365) });
  });
  const objects = Testing.synth(chart);
  const users = policies.map(({ policyName }) => {
    const role = objects.find(({ kind, rules }) => kind === 'Role' && rules[0].resourceNames?.[0] === policyName);
    const bindings = objects.filter(({ kind, roleRef }) => kind === 'RoleBinding' && roleRef.name === role.metadata.name);
    return bindings.flatMap(({ subjects }) => subjects.map(({ name }: any) => name));
  });
  expect(users).toEqual(accounts.map((account) => [account]));
  expect(new Set(accounts).size).toBe(2);
  const allowed = objects.filter(({ kind }) => kind === 'CertificateRequestPolicy').map(({ spec }) => spec.allowed.dnsNames.values);
  expect(allowed).toEqual([['localhost', 'demo-head-svc'], ['localhost']]);
});

test('a policy has no namespace, and another name for each namespace that its chart goes to', () => {
  const names = ['one', 'other'].map((namespace) => {
    const chart = rayChart(namespace);
    policyIn(chart);
    const { metadata } = onlyObject(chart, 'CertificateRequestPolicy');
    expect(metadata).not.toHaveProperty('namespace');
    return metadata.name;
  });
  expect(names[0]).not.toBe(names[1]);
});

test.each<[string, Partial<CertManagerRequestPolicyProps>, RegExp]>([
  ['a range', { ipAddresses: ['10.42.0.0/16'] }, /ipAddresses\[0\] is '10\.42\.0\.0\/16': .*knows no ranges/],
  ['a DNS name that is none', { dnsNames: ['demo_head'] }, /dnsNames\[0\] is 'demo_head': no DNS name matches it/],
  [
    'everything at once',
    { dnsNames: ['*'], ipAddresses: ['*'] },
    /dnsNames and ipAddresses is .*: they match every name and every address/,
  ],
  ['a ServiceAccount name that is none', { serviceAccountName: '' }, /serviceAccountName is ''/],
  ['P-521', { keyAlgorithm: 'ecdsa-p521' as never }, /keyAlgorithm is 'ecdsa-p521': it must be a KeyAlgorithm/],
])('a policy with %s is refused', (_, props, message) => {
  expect(() => policyIn(rayChart(), props)).toThrow(message);
  expect(() => policyIn(rayChart(), props)).toThrow(/^\[test\/policy\] .+\. Fix: .+\.$/);
});

test('a policy for an issuer of another namespace is refused', () => {
  const elsewhere = rayChart('elsewhere');
  const issuer = CertManagerIssuer.fromIssuerName(elsewhere, 'issuer', 'corp-ca');
  expect(() => policyIn(rayChart(), {}, issuer)).toThrow(/^\[test\/policy\] the Issuer 'corp-ca': it is in namespace 'elsewhere'/);
});

test('a policy in a chart without a namespace is refused', () => {
  expect(() => policyIn(new Chart(new App(), 'test'))).toThrow(/^\[test\/policy\] the chart's namespace: it is not set/);
});
