import { type App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CertManagerIssuer,
  KubeRbacProxyAuth,
  RayNetworkEgress,
  RayNetworkPeer,
  RayNetworkPolicy,
  RaySubmission,
  RayTls,
  RayTlsAlerts,
  RayTlsCa,
  RayTlsCheck,
  RayTlsCluster,
  type RayTlsClusterImportOptions,
  RayTlsJob,
  RayTlsRotation,
  RayTokenAuth,
} from '../../lib';
import { refusal } from '../refusals/refusals';
import { only, synth, testChart, testCluster } from '../support/synth';

function imported(options: Partial<RayTlsClusterImportOptions> = {}, chart = testChart()): RayTlsCluster {
  return RayTlsCluster.fromClusterName(chart, 'cluster', { name: 'prod', ...options });
}
const signed = (chart: Chart) => RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));

test('nothing of it is rendered, and it is known by its name', () => {
  const cluster = imported({ namespace: 'ml', rayVersion: '2.52.0' });
  expect(synth(cluster)).toEqual([]);
  expect([cluster.name, cluster.namespace, cluster.rayVersion, cluster.headServiceName]).toEqual(['prod', 'ml', '2.52.0', 'prod-head-svc']);
});
test('its namespace is the chart’s where none is said', () => expect(imported().namespace).toBe('ray'));
test('it may be imported twice, under other ids', () => {
  const chart = testChart();
  imported({}, chart);
  expect(() => RayTlsCluster.fromClusterName(chart, 'again', { name: 'prod' })).not.toThrow();
});

describe('what may be made for it', () => {
  test('a job, whose submitter has its image', () => {
    const cluster = imported({ rayVersion: '2.52.0' });
    RayTlsJob.onCluster(cluster, 'job', { cluster, entrypoint: 'python a.py' });
    const { spec } = only('RayJob', cluster);
    expect(spec.clusterSelector).toEqual({ 'ray.io/cluster': 'prod' });
    expect(spec.submitterPodTemplate.spec.containers[0].image).toBe('rayproject/ray:2.52.0');
  });
  test('a job without a submitter, which needs no image', () => {
    const cluster = imported();
    RayTlsJob.onCluster(cluster, 'job', { cluster, entrypoint: 'python a.py', submission: RaySubmission.http() });
    expect(only('RayJob', cluster).spec.clusterSelector).toEqual({ 'ray.io/cluster': 'prod' });
  });
  test('a policy, which selects its pods whoever made it, and lets the clients of other apps in', () => {
    const cluster = imported();
    new RayNetworkPolicy(cluster, 'policy', {
      cluster,
      clients: [RayNetworkPeer.namespace('web')],
      prometheus: [RayNetworkPeer.namespace('mon')],
    });
    const [head, workers] = synth(cluster);
    for (const { spec } of [head, workers]) {
      expect(spec.podSelector.matchLabels).toEqual({ 'ray.io/cluster': 'prod' });
      expect(spec.ingress[0].from).toEqual([
        { podSelector: { matchLabels: { 'ray.io/cluster': 'prod' } } },
        { podSelector: { matchLabels: { 'cdk8s-ray-tls/cluster': 'prod' } } },
      ]);
      // Whether its pods call the API server is not known here.
      expect(JSON.stringify(spec.egress)).toContain('6443');
      expect(JSON.stringify(spec.ingress)).toContain('8080');
    }
  });
  test('alerts and a check, with a certificate of the same CA', () => {
    const chart = testChart();
    const cluster = imported({ rayVersion: '2.52.0', tls: signed(chart) }, chart);
    new RayTlsAlerts(chart, 'alerts', { cluster });
    new RayTlsCheck(chart, 'check', { cluster });
    expect(only('PrometheusRule', chart).spec.groups).toHaveLength(1);
    const names = only('Job', chart).spec.template.spec.initContainers.map(({ name }: any) => name);
    expect(names).toContain('ray-tls-leaf');
  });
});

describe('what is not known is asked for', () => {
  test('the image, for pods that speak to it', () =>
    expect(
      refusal(() => {
        const cluster = imported();
        RayTlsJob.onCluster(cluster, 'job', { cluster, entrypoint: 'a' });
      }),
    ).toBe(
      '[ray/cluster] image: pods that speak to the cluster need the Ray that it runs, and nobody has said which. Fix: pass image or rayVersion to RayTlsCluster.fromClusterName(...).',
    ));
  test('the way to certificates', () =>
    expect(
      refusal(() => {
        const cluster = imported({ rayVersion: '2.52.0' });
        new RayTlsCheck(cluster, 'check', { cluster });
      }),
    ).toContain(
      "the cluster's tls: it needs a certificate that the cluster accepts, and nobody has said how its pods come by theirs. Fix: pass the same tls",
    ));
});

describe('what would change it is refused', () => {
  test.each<[string, (cluster: RayTlsCluster) => unknown]>([
    ['KubeRbacProxyAuth', (cluster) => new KubeRbacProxyAuth(cluster, 'x', { cluster })],
    ['RayTokenAuth', (cluster) => new RayTokenAuth(cluster, 'x', { cluster })],
    ['RayTlsRotation', (cluster) => new RayTlsRotation(cluster, 'x', { cluster })],
  ])('%s', (_, make) => {
    const chart = testChart();
    const message = refusal(() => make(imported({ rayVersion: '2.55.0', tls: signed(chart) }, chart)));
    expect(message).toContain('it changes the cluster, which is made elsewhere. Fix: attach it where the cluster is made.');
  });
  test.each<[string, (cluster: RayTlsCluster) => unknown]>([
    ['addEnv', ({ head }) => head.addEnv({ name: 'A', value: 'b' })],
    ['addContainer', ({ head }) => head.addContainer({ name: 'a' })],
    ['addLabel', ({ workerGroups: [group] }) => group.addLabel('a', 'b')],
    ['shareIdentityWith', ({ pods: [head] }) => head.shareIdentityWith('a')],
  ])('%s', (method, change) => expect(refusal(() => change(imported()))).toContain(`[ray/cluster] ${method} to the pods of '`));
  test('exposure(), which nobody here knows', () => {
    expect(refusal(() => imported().exposure())).toContain('[ray/cluster] exposure: ');
    expect(refusal(() => imported().exposureTable())).toContain('[ray/cluster] exposure: ');
  });
  test('a cluster that this app makes', () => {
    const chart = testChart();
    const made = testCluster({ metadata: { name: 'prod' } }, chart);
    const again = RayTlsCluster.fromClusterName(chart, 'again', { name: 'prod' });
    expect(refusal(() => again.node.validate())).toBe(
      `[ray/again] fromClusterName: name 'prod': this app makes the cluster itself, as '${made.node.path}'. Fix: pass that construct.`,
    );
    expect(RayTlsCluster.fromClusterName(chart, 'other', { name: 'prod', namespace: 'else' }).node.validate()).toEqual([]);
  });
  test.each<[object, string]>([
    [{ name: 'Prod' }, "metadata.name is 'Prod'"],
    [{ name: undefined }, 'options.name: RayTlsClusterImportOptions needs it'],
    [{ clusterName: 'x' }, 'options.clusterName'],
  ])('%j', (options, message) => expect(refusal(() => imported(options as never))).toContain(message));
});

describe('a policy that exists lets in', () => {
  const ingress = (chart: Chart) =>
    synth(chart).find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.includes('head')).spec.ingress;

  test('further peers, whose own chart says so', () => {
    const chart = testChart();
    const policy = new RayNetworkPolicy(chart, 'policy', { cluster: testCluster({}, chart), clients: [RayNetworkPeer.namespace('a')] });
    const other = new Chart(chart.node.root as App, 'web', { namespace: 'web' });
    const web = new kplus.Deployment(other, 'web', { containers: [{ image: 'x' }] });
    policy.allowClients(web, RayNetworkPeer.namespace('b'));
    policy.allowSubmitters(RayNetworkPeer.namespace('c'));
    policy.allowPrometheus(RayNetworkPeer.namespace('d'));
    policy.allowEgress(RayNetworkEgress.to([RayNetworkPeer.namespace('e')], [5432]));
    const rules = ingress(chart);
    const ports = (rule: any) => rule.ports.map(({ port }: any) => port);
    expect(rules.slice(1).map(ports)).toEqual([[10001], [10001], [8265], expect.arrayContaining([8080])]);
    expect(rules[2].from).toHaveLength(2);
    expect(rules[2].from[0].namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'web' });
    expect(JSON.stringify(only2(chart).spec.egress)).toContain('5432');
  });
  const only2 = (chart: Chart) => synth(chart).find(({ kind }) => kind === 'NetworkPolicy');

  test.each<[string, (policy: any) => unknown, string]>([
    ['nobody', (policy) => policy.allowClients(), 'clients is []: a NetworkPolicy takes no peers for everyone'],
    ['a name', (policy) => policy.allowClients('web'), "peers[0] is 'web': it must be a construct or a RayNetworkPeer"],
    ['a second that is none', (policy) => policy.allowClients(RayNetworkPeer.namespace('a'), 5), 'peers[1] is 5'],
    ['no labels', (policy) => policy.allowSubmitters(RayNetworkPeer.pods({})), 'no labels at all select everything'],
  ])('not %s', (_, call, message) => {
    const chart = testChart();
    const policy = new RayNetworkPolicy(chart, 'policy', { cluster: testCluster({}, chart) });
    expect(
      refusal(() => {
        call(policy);
        synth(chart);
      }),
    ).toContain(message);
  });

  test('a grant after construction, from another chart', () => {
    const chart = testChart();
    const auth = new KubeRbacProxyAuth(chart, 'auth', { cluster: testCluster({}, chart) });
    const other = new Chart(chart.node.root as App, 'ci', { namespace: 'ci' });
    auth.grant(new kplus.ServiceAccount(other, 'runner', { metadata: { name: 'runner' } }));
    const binding = synth(chart).find(({ kind, subjects }) => kind === 'RoleBinding' && subjects[0].name === 'runner');
    expect(binding).toMatchObject({ metadata: { namespace: 'ray' }, subjects: [{ namespace: 'ci' }] });
  });
});

test('an issuer of an imported cluster may be cert-manager’s', () => {
  const chart = testChart();
  const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp');
  const cluster = imported({ rayVersion: '2.52.0', tls: RayTls.issuedBy(issuer) }, chart);
  new RayTlsCheck(chart, 'check', { cluster });
  expect(only('Job', chart).spec.template.spec.initContainers[0].command).toEqual(['sh', '/etc/ray/tls-scripts/request-leaf.sh']);
});
