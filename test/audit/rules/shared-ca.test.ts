import { App, Chart } from 'cdk8s';
import { sharedCa as rule } from '../../../lib/audit/rules/shared-ca';
import { CertManagerIssuer, RayTls, RayTlsCa, RayTlsCluster, RayTokenAuth } from '../../../lib/index';
import { complaints, headPod, rayCluster, rayJob, workerPod } from './support';

const named = (name: string, change?: (spec: any) => void) => ({ ...rayCluster(change), metadata: { name, namespace: 'ray' } });
const token = (spec: any) => Object.assign(spec, { authOptions: { mode: 'token' } });

test('compliant: one cluster, all of whose pods are signed by one CA', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('compliant: a CA each', () => {
  const other = named('research', (spec) => {
    for (const pod of [headPod(spec), workerPod(spec)]) pod.volumes[1].secret.secretName = 'research-ca';
  });
  expect(complaints(rule, [rayCluster(), other])).toEqual([]);
});

test('compliant: Secrets of one name in two namespaces', () => {
  const other = { ...rayCluster(), metadata: { name: 'training', namespace: 'research' } };
  expect(complaints(rule, [rayCluster(), other])).toEqual([]);
});

test('non-compliant: two clusters, or a cluster and a job, on one CA', () => {
  const path = 'spec.headGroupSpec.template.spec.initContainers[0]';
  expect(complaints(rule, [rayCluster(), named('research')])).toEqual([
    `RayCluster ray/training: ${path}: the CA in the Secret 'ray-ca' signs for RayCluster ray/research too, whose pods are members here`,
    `RayCluster ray/research: ${path}: the CA in the Secret 'ray-ca' signs for RayCluster ray/training too, whose pods are members here`,
  ]);
  expect(complaints(rule, [rayCluster(), rayJob()])).toHaveLength(2);
});

test('non-compliant: many clusters on one CA, of which three are named', () => {
  const found = complaints(
    rule,
    ['a', 'b', 'c', 'd', 'e'].map((name) => named(name)),
  );
  expect(found[0]).toContain('signs for RayCluster ray/b, RayCluster ray/c, RayCluster ray/d and 1 more too');
  expect(found[4]).toContain('signs for RayCluster ray/a, RayCluster ray/b, RayCluster ray/c and 1 more too');
});

test('a token keeps the others out of the cluster that asks for it, and of no other', () => {
  expect(complaints(rule, [named('training', token), named('research')])).toEqual([expect.stringContaining('RayCluster ray/research')]);
  expect(complaints(rule, [named('training', token), named('research', token)])).toEqual([]);
});

describe('what the constructs make', () => {
  function app(make: (chart: Chart) => () => RayTls, secondNamespace = 'ray', tokens = false): any[] {
    const root = new App();
    const first = new Chart(root, 'first', { namespace: 'ray' });
    const second = secondNamespace === 'ray' ? first : new Chart(root, 'second', { namespace: secondNamespace });
    const tls = make(first);
    for (const [chart, name] of [
      [first, 'training'],
      [second, 'research'],
    ] as const) {
      const cluster = new RayTlsCluster(chart, name, { metadata: { name }, tls: tls(), workerGroups: [{ groupName: 'cpu' }] });
      if (tokens) new RayTokenAuth(chart, `${name}-token`, { cluster });
    }
    return [...first.toJson(), ...(second === first ? [] : second.toJson())];
  }

  test('non-compliant: one RayTlsCa for two clusters', () => {
    const one = (chart: Chart) => {
      const ca = new RayTlsCa(chart, 'ca');
      return () => RayTls.signedBy(ca);
    };
    expect(complaints(rule, app(one))).toHaveLength(2);
    expect(complaints(rule, app(one, 'ray', true))).toEqual([]);
  });

  test('non-compliant: one ClusterIssuer for two namespaces', () => {
    const found = complaints(
      rule,
      app((chart) => {
        const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
        return () => RayTls.issuedBy(issuer);
      }, 'research'),
    );
    expect(found).toHaveLength(2);
    expect(found[0]).toContain("the ClusterIssuer 'corp-ca' signs for RayCluster research/research too");
  });

  test('compliant: an issuer for each', () => {
    const found = complaints(
      rule,
      app((chart) => () => RayTls.issuedBy(new CertManagerIssuer(chart, `issuer${chart.node.children.length}`))),
    );
    expect(found).toEqual([]);
  });
});
