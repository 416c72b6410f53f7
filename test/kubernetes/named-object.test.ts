import { ApiObject, type App, Chart, Cron } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CertManagerBackend,
  CertManagerIssuer,
  CertManagerVaultAuth,
  KubeRbacProxyAuth,
  KubeRbacProxyListener,
  RayNetworkEgress,
  RayNetworkPeer,
  RayNetworkPolicy,
  type RayNetworkPolicyProps,
  RaySubject,
  RayTls,
  RayTlsCa,
  RayTlsCheck,
  RayTlsCronJob,
  RayTlsRotation,
  RayTlsWorkload,
  RayTokenAuth,
  RayTokenSource,
  TrustBundle,
} from '../../lib';
import { refusal } from '../refusals/refusals';
import { only, synth, testChart, testCluster } from '../support/synth';

const CONTAINERS = [{ image: 'app:1' }];

/** A construct as another copy of cdk8s and cdk8s-plus makes it: nothing of it is an instance of a class of ours. */
function foreign(chart: Chart, id: string, fields: object): any {
  const real = new ApiObject(chart, id, fields as never);
  return new Proxy(real, { getPrototypeOf: () => Object.prototype });
}

describe('a Secret is taken where the name of one is', () => {
  const secrets: [string, (chart: Chart) => any, string][] = [
    ['cdk8s-plus', (chart) => new kplus.Secret(chart, 's', { metadata: { name: 'mine' } }), 'mine'],
    ['cdk8s-plus, imported', (chart) => kplus.Secret.fromSecretName(chart, 's', 'mine'), 'mine'],
    ['an ApiObject', (chart) => new kplus.k8s.KubeSecret(chart, 's', { metadata: { name: 'mine' } }), 'mine'],
    ['another cdk8s', (chart) => foreign(chart, 's', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mine' } }), 'mine'],
  ];

  test.each(secrets)('%s', (_, make, name) => {
    const chart = testChart();
    const secret = make(chart);
    expect(RayTlsCa.fromSecretName(chart, 'ca', secret).secretName).toBe(name);
    const cluster = testCluster({ rayVersion: '2.52.0' }, chart.node.tryFindChild('ca2') ? chart : testChart());
    const auth = new RayTokenAuth(cluster, 'auth', { cluster, source: RayTokenSource.fromSecret(secret) });
    expect(auth.secretName).toBe(name);
  });

  test.each<[string, (secret: any) => unknown]>([
    ['RayTls.fromSecret', (secret) => RayTls.fromSecret(secret)],
    ['TrustBundle.fromSecret', (secret) => TrustBundle.fromSecret(secret)],
    ['KubeRbacProxyListener.fromSecret', (secret) => KubeRbacProxyListener.fromSecret(secret)],
    ['RayTokenSource.fromSecret', (secret) => RayTokenSource.fromSecret(secret)],
    ['CertManagerBackend.ca', (secret) => CertManagerBackend.ca(secret)],
  ])('%s refuses another object, and takes a Secret', (factory, make) => {
    const chart = testChart();
    expect(refusal(() => make(new kplus.ConfigMap(chart, 'map')))).toBe(
      `[${factory}] secretName is the ConfigMap 'ray/map': it must be a Secret, or the name of one. Fix: pass the Secret, or its name.`,
    );
    expect(make(new kplus.Secret(chart, 'secret'))).toBeDefined();
  });

  test('in an issuer', () => {
    const chart = testChart();
    const secret = new kplus.Secret(chart, 'secret', { metadata: { name: 'vault-token' } });
    const auth = CertManagerVaultAuth.token(secret);
    new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.vault({ server: 'https://vault', path: 'pki/sign/ray', auth }) });
    expect(only('Issuer', chart).spec.vault.auth.tokenSecretRef).toEqual({ name: 'vault-token', key: 'token' });
  });

  test('a ConfigMap where the name of one is', () => {
    const map = new kplus.ConfigMap(testChart(), 'map', { metadata: { name: 'trust' } });
    expect(TrustBundle.fromConfigMap(map)._source('ca.crt')).toEqual({
      configMap: { name: 'trust', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
    });
  });
});

describe('a Cron is taken where a schedule is', () => {
  test.each<[string, (chart: Chart, schedule: Cron) => unknown, (manifest: any) => any]>([
    [
      'RayTlsCheck',
      (chart, schedule) => new RayTlsCheck(chart, 'x', { cluster: testCluster({}, chart), schedule }),
      ({ spec }) => spec.schedule,
    ],
    [
      'RayTlsRotation',
      (chart, schedule) => new RayTlsRotation(chart, 'x', { cluster: testCluster({}, chart), schedule }),
      ({ spec }) => spec.schedule,
    ],
  ])('%s', (_, make, scheduleOf) => {
    const chart = testChart();
    make(chart, Cron.daily());
    expect(scheduleOf(only('CronJob', chart))).toBe('0 0 * * *');
  });

  test('RayTlsCronJob', () => {
    const chart = testChart();
    const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
    new RayTlsCronJob(chart, 'job', { tls, kubeRayVersion: '1.7', entrypoint: 'python a.py', schedule: Cron.schedule({ minute: '5' }) });
    expect(only('RayCronJob', chart).spec.schedule).toBe('5 * * * *');
  });

  test('and is refused where it makes none', () => {
    const chart = testChart();
    const schedule = Cron.schedule({ minute: '61' });
    expect(refusal(() => new RayTlsCheck(chart, 'x', { cluster: testCluster({}, chart), schedule }))).toContain("schedule is '61 * * * *'");
  });
});

describe('whom access is granted', () => {
  function subjectOf(make: (chart: Chart) => any): any {
    const chart = testChart();
    const auth = new KubeRbacProxyAuth(chart, 'auth', { cluster: testCluster({}, chart) });
    auth.grant(make(chart));
    return synth(chart).find(({ kind, roleRef }) => kind === 'RoleBinding' && roleRef.name.includes('full')).subjects;
  }
  const account = (name: string, namespace: string) => [{ kind: 'ServiceAccount', name, namespace }];

  test.each<[string, (chart: Chart) => any, object[]]>([
    ['a ServiceAccount of cdk8s-plus', (chart) => new kplus.ServiceAccount(chart, 'x', { metadata: { name: 'ci' } }), account('ci', 'ray')],
    [
      'one of another chart',
      (chart) => new kplus.ServiceAccount(new Chart(chart.node.root as App, 'o', { namespace: 'ops' }), 'x', { metadata: { name: 'ci' } }),
      account('ci', 'ops'),
    ],
    [
      'an ApiObject',
      (chart) => new kplus.k8s.KubeServiceAccount(chart, 'x', { metadata: { name: 'ci', namespace: 'b' } }),
      account('ci', 'b'),
    ],
    ['one that was imported', (chart) => kplus.ServiceAccount.fromServiceAccountName(chart, 'x', 'ci'), account('ci', 'ray')],
    [
      'another cdk8s',
      (chart) => foreign(chart, 'x', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'ci' } }),
      account('ci', 'ray'),
    ],
    [
      'RaySubject.serviceAccount(object)',
      (chart) => RaySubject.serviceAccount(new kplus.ServiceAccount(chart, 'x', { metadata: { name: 'ci' } })),
      account('ci', 'ray'),
    ],
    [
      'a User of cdk8s-plus',
      (chart) => kplus.User.fromName(chart, 'x', 'jane'),
      [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
    ],
    [
      'a Group of cdk8s-plus',
      (chart) => kplus.Group.fromName(chart, 'x', 'ml'),
      [{ kind: 'Group', name: 'ml', apiGroup: 'rbac.authorization.k8s.io' }],
    ],
  ])('%s', (_, make, subjects) => expect(subjectOf(make)).toEqual(subjects));

  test('nobody by a workload, whose ServiceAccount is meant', () =>
    expect(refusal(() => subjectOf((chart) => new kplus.Deployment(chart, 'app', { containers: CONTAINERS })))).toBe(
      "[ray/auth] subject is the Deployment 'ray/app': it must be a ServiceAccount, or a RaySubject. Fix: pass the ServiceAccount that its pods run under.",
    ));
  test('nobody by a ServiceAccount whose namespace is not known, as another may have its name in the cluster’s', () =>
    expect(
      refusal(() =>
        subjectOf((chart) => new kplus.ServiceAccount(new Chart(chart.node.root as App, 'o'), 'x', { metadata: { name: 'ci' } })),
      ),
    ).toContain(
      "[ray/auth] subject: the namespace of the ServiceAccount 'ci': its chart has none, and the cluster is in 'ray'. Fix: give its chart a namespace",
    ));
  test('nobody in two namespaces', () =>
    expect(
      refusal(() => RaySubject.serviceAccount(new kplus.ServiceAccount(testChart(), 'x', { metadata: { name: 'ci' } }), 'ops')),
    ).toContain("[RaySubject.serviceAccount] namespace is 'ops': the ServiceAccount 'ci' is in 'ray'."));
});

describe('who is let in', () => {
  function from(make: (chart: Chart) => any): any {
    const chart = testChart();
    new RayNetworkPolicy(chart, 'policy', { cluster: testCluster({}, chart), clients: [make(chart)] } as RayNetworkPolicyProps);
    const head = synth(chart).find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.includes('head'));
    return head.spec.ingress[1].from[0];
  }
  const inNamespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
  const raw = (chart: Chart, apiVersion: string, kind: string, spec: object) => new ApiObject(chart, 'app', { apiVersion, kind, spec });
  const template = { metadata: { labels: { app: 'web', tier: 'x' } }, spec: { containers: [] } };

  test.each<[string, (chart: Chart) => any, object]>([
    [
      'a Deployment, by its selector',
      (chart) => raw(chart, 'apps/v1', 'Deployment', { selector: { matchLabels: { app: 'web' } }, template }),
      { podSelector: { matchLabels: { app: 'web' } }, ...inNamespace('ray') },
    ],
    [
      'a Job, by the labels of its pods',
      (chart) => raw(chart, 'batch/v1', 'Job', { template }),
      { podSelector: { matchLabels: { app: 'web', tier: 'x' } }, ...inNamespace('ray') },
    ],
    [
      'a Pod, by its labels',
      (chart) => new ApiObject(chart, 'app', { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { app: 'pod' } }, spec: {} }),
      { podSelector: { matchLabels: { app: 'pod' } }, ...inNamespace('ray') },
    ],
    [
      'another cluster, by the label of its pods',
      (chart) => testCluster({ metadata: { name: 'other' } }, new Chart(chart.node.root as App, 'o', { namespace: 'b' })),
      { podSelector: { matchLabels: { 'cdk8s-ray-tls/cluster': 'other' } }, ...inNamespace('b') },
    ],
    ['a Namespace of cdk8s-plus', (chart) => new kplus.Namespace(chart, 'n', { metadata: { name: 'team' } }), inNamespace('team')],
    [
      'a Namespace as an ApiObject',
      (chart) => new kplus.k8s.KubeNamespace(chart, 'n', { metadata: { name: 'team' } }),
      inNamespace('team'),
    ],
    [
      'RayNetworkPeer.namespace(object)',
      (chart) => RayNetworkPeer.namespace(new kplus.Namespace(chart, 'n', { metadata: { name: 'team' } })),
      inNamespace('team'),
    ],
    [
      'addresses of cdk8s-plus',
      (chart) => kplus.NetworkPolicyIpBlock.ipv4(chart, 'ip', '10.0.0.0/8', ['10.1.0.0/16']),
      { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
    ],
    [
      'pods that cdk8s-plus selects',
      (chart) =>
        kplus.Pods.select(chart, 'p', { labels: { app: 'x' }, namespaces: kplus.Namespaces.select(chart, 'ns', { names: ['a', 'b'] }) }),
      {
        podSelector: { matchLabels: { app: 'x' } },
        namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'b'] }] },
      },
    ],
  ])('%s', (_, make, peer) => expect(from(make)).toEqual(peer));

  test('a Deployment of cdk8s-plus of another chart, by what it selects, with labels that come later', () => {
    const chart = testChart();
    const other = new Chart(chart.node.root as App, 'apps', { namespace: 'apps' });
    const deployment = new kplus.Deployment(other, 'app', { containers: CONTAINERS, select: false });
    deployment.podMetadata.addLabel('app', 'one');
    new RayNetworkPolicy(chart, 'policy', { cluster: testCluster({}, chart), clients: [deployment] });
    deployment.select(kplus.LabelSelector.of({ labels: { app: 'one' } }));
    const head = synth(chart).find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.includes('head'));
    expect(head.spec.ingress[1].from).toEqual([expect.objectContaining(inNamespace('apps'))]);
  });

  test('by every option for peers', () => {
    const chart = testChart();
    const peer = new kplus.Namespace(chart, 'n', { metadata: { name: 'team' } });
    const gcsFaultTolerance = { redisAddress: 'redis:6379' };
    const cluster = testCluster({ gcsFaultTolerance }, chart);
    const all = { submitters: [peer], clients: [peer], prometheus: [peer], kubeRayOperator: peer, redis: [peer] };
    new RayNetworkPolicy(chart, 'policy', {
      cluster,
      ...all,
      dns: RayNetworkEgress.dns([peer]),
      egress: [RayNetworkEgress.to([peer], [443])],
    });
    const text = JSON.stringify(synth(chart).filter(({ kind }) => kind === 'NetworkPolicy'));
    expect(text.match(/"team"/g)!.length).toBeGreaterThan(8);
  });

  test.each<[string, (chart: Chart) => any, string]>([
    [
      'a workload whose pods have no labels',
      (chart) => raw(chart, 'batch/v1', 'Job', { template: { spec: {} } }),
      "clients[0] is the ApiObject 'ray/app': its pods have no labels to tell them by. Fix: give its pod template a label.",
    ],
    [
      'a ServiceAccount',
      (chart) => new kplus.ServiceAccount(chart, 'x'),
      "clients[0] is the ServiceAccount 'ray/x': it must be a workload, a Namespace or a RayNetworkPeer. Fix: pass RayNetworkPeer.pods(...)",
    ],
    [
      'every pod there is',
      (chart) => kplus.Pods.all(chart, 'p', { namespaces: kplus.Namespaces.all(chart, 'n') }),
      'it must be a workload, a Namespace or a RayNetworkPeer',
    ],
  ])('%s is refused', (_, make, message) => expect(refusal(() => from(make))).toContain(message));
});

test('a workload of another copy of cdk8s gets an identity', () => {
  const chart = testChart();
  const template = { spec: { containers: [{ name: 'app', image: 'app:1' }] } };
  const workload = foreign(chart, 'app', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template } });
  new RayTlsWorkload(chart, 'tls', { workload, tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls')) });
  expect(only('Deployment', chart).spec.template.spec.initContainers[0].name).toBe('ray-tls-leaf');
});
