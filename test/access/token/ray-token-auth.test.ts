import { type App, Chart, Testing } from 'cdk8s';
import {
  CertManagerIssuer,
  CertManagerRequestGuard,
  type ICertManagerIssuer,
  RayPortGuard,
  RayPortPurpose,
  RayTls,
  RayTlsCa,
  type RayTlsClusterProps,
} from '../../../lib';
import { KubeRbacProxyAuth } from '../../../lib/access/kube-rbac-proxy/kube-rbac-proxy-auth';
import { RaySubject } from '../../../lib/access/ray-subject';
import { RayTokenAuth } from '../../../lib/access/token/ray-token-auth';
import { RayTokenSource } from '../../../lib/access/token/ray-token-source';
import { RayTlsJob } from '../../../lib/cluster/job/ray-tls-job';
import { only, synth, testChart, testCluster } from '../../support/synth';

const WORKERS = { workerGroups: [{ groupName: 'cpu' }] };

/** A cluster named `demo` with one worker group, which asks for tokens. */
function withTokens(source?: RayTokenSource, clusterProps: Partial<RayTlsClusterProps> = {}, chart = testChart()) {
  const cluster = testCluster({ metadata: { name: 'demo' }, ...WORKERS, ...clusterProps }, chart);
  return { chart, cluster, auth: new RayTokenAuth(chart, 'token', { cluster, source }) };
}

function job(chart: Chart): RayTlsJob {
  const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
  return new RayTlsJob(chart, 'job', { tls, entrypoint: 'true' });
}

function spec(chart: Chart): any {
  return only('RayCluster', chart).spec;
}

function podSpecs(chart: Chart): any[] {
  const { headGroupSpec, workerGroupSpecs } = spec(chart);
  return [headGroupSpec, ...workerGroupSpecs].map(({ template }) => template.spec);
}

const { generated, fromSecret, kubernetes } = RayTokenSource;

describe('the mode is always said, as KubeRay leaves tokens off without it', () => {
  test('generated', () => expect(spec(withTokens().chart).authOptions).toEqual({ mode: 'token' }));
  test('secret', () => expect(spec(withTokens(fromSecret('mine')).chart).authOptions).toEqual({ mode: 'token', secretName: 'mine' }));
  test('kubernetes', () => {
    expect(spec(withTokens(kubernetes()).chart).authOptions).toEqual({ mode: 'token', enableK8sTokenAuth: true });
  });
});

describe('the Secret', () => {
  test('is the one given', () => expect(withTokens(fromSecret('mine')).auth.secretName).toBe('mine'));
  test('is none where Kubernetes decides', () => expect(withTokens(kubernetes()).auth.secretName).toBeUndefined());

  test.each([
    ['demo', 'demo'],
    ['a'.repeat(50), 'a'.repeat(50)],
    [`xyz${'a'.repeat(50)}`, 'a'.repeat(50)],
    [`xyz1${'a'.repeat(49)}`, `r${'a'.repeat(49)}`],
    [`xyz-${'a'.repeat(49)}`, `r${'a'.repeat(49)}`],
  ])('that KubeRay makes for %s is called %s', (name, secretName) => {
    expect(withTokens(generated(), { metadata: { name } }).auth.secretName).toBe(secretName);
  });
});

test('one token for all needs nothing but authOptions', () => {
  const chart = testChart();
  const access = new Chart(chart.node.root as App, 'access', { namespace: 'ray' });
  const cluster = testCluster({ ...WORKERS }, chart);
  new RayTokenAuth(access, 'token', { cluster });
  expect(Testing.synth(access)).toEqual([]);
});

describe('where Kubernetes decides', () => {
  test('everything that it adds to a cluster', () => {
    const chart = testChart();
    const access = new Chart(chart.node.root as App, 'access', { namespace: 'ray' });
    const cluster = testCluster({ metadata: { name: 'demo' }, ...WORKERS }, chart);
    new RayTokenAuth(access, 'token', { cluster, source: kubernetes() }).grant(RaySubject.serviceAccount('ray-user'));
    expect(Testing.synth(access)).toMatchSnapshot();
  });

  test('every Ray container can speak to the API server, and nothing else in the pods', () => {
    for (const pod of podSpecs(withTokens(kubernetes()).chart)) {
      expect(pod.automountServiceAccountToken).toBe(false);
      const mounting = [...pod.initContainers, ...pod.containers].filter(({ volumeMounts }: any) =>
        volumeMounts.some(({ mountPath }: any) => mountPath === '/var/run/secrets/kubernetes.io/serviceaccount'),
      );
      expect(mounting).toEqual([pod.containers[0]]);
    }
  });

  test("head and workers have ServiceAccounts of their own, as autoscaling lets the head's make pods", () => {
    const { chart } = withTokens(kubernetes());
    const [head, worker] = podSpecs(chart).map(({ serviceAccountName }) => serviceAccountName);
    expect(head).not.toBe(worker);
    const subject = (name: string) => ({ kind: 'ServiceAccount', name, namespace: 'ray' });
    expect(only('ClusterRoleBinding', chart).subjects).toEqual([subject(head), subject(worker)]);
  });

  test('their processes may use their own cluster, and no other', () => {
    const { chart } = withTokens(kubernetes());
    const accounts = podSpecs(chart).map(({ serviceAccountName }) => serviceAccountName);
    const bound = synth(chart).filter(({ kind }) => kind === 'RoleBinding');
    expect(bound.flatMap(({ subjects }) => subjects).map(({ name }) => name)).toEqual(accounts);
    const rule = { apiGroups: ['ray.io'], resources: ['rayclusters'], resourceNames: ['demo'], verbs: ['ray:write'] };
    expect(only('Role', chart).rules).toEqual([rule]);
  });

  test('a grant is the verb that Ray asks for', () => {
    const { chart, auth } = withTokens(kubernetes());
    auth.grant(RaySubject.user('alice'));
    const binding = synth(chart).find(({ kind, subjects }) => kind === 'RoleBinding' && subjects[0].name === 'alice');
    expect(binding.roleRef.name).toBe(only('Role', chart).metadata.name);
  });

  test('a kube-rbac-proxy beside it shares the ServiceAccount of the head, under other names of its own', () => {
    const { chart, cluster } = withTokens(kubernetes());
    new KubeRbacProxyAuth(chart, 'auth', { cluster });
    const bindings = synth(chart).filter(({ kind }) => kind === 'ClusterRoleBinding');
    const head = podSpecs(chart)[0].serviceAccountName;
    expect(bindings.map(({ subjects }) => subjects[0].name)).toEqual([head, head]);
    expect(new Set(bindings.map(({ metadata }) => metadata.name)).size).toBe(2);
  });
});

test('the exposure of the cluster tells which ports ask for it', () => {
  const { cluster } = withTokens();
  const asking = new Set(
    cluster
      .exposure()
      .filter(({ guards }) => guards.includes(RayPortGuard.TOKEN))
      .map(({ purpose }) => purpose),
  );
  const open = [RayPortPurpose.METRICS, RayPortPurpose.SERVE];
  expect(asking).toContain(RayPortPurpose.AGENT);
  expect(asking).toContain(RayPortPurpose.GCS);
  for (const purpose of open) expect(asking).not.toContain(purpose);
});

test('the token that KubeRay makes for a job has no name that is known', () => {
  const chart = testChart();
  expect(new RayTokenAuth(chart, 'token', { cluster: job(chart) }).secretName).toBeUndefined();
  expect(only('RayJob', chart).spec.rayClusterSpec.authOptions).toEqual({ mode: 'token' });
});

describe('versions that know the tokens', () => {
  const ACCEPTED: [RayTokenSource, string, string][] = [
    [generated(), '2.52.0', '1.5.1'],
    [generated(), '2.52.0', '1.5'],
    [fromSecret('mine'), '2.52.0', '1.6'],
    [kubernetes(), '2.55.0', '1.6.0'],
    [kubernetes(), '2.58.0', '1.7'],
  ];
  test.each(ACCEPTED)('are accepted (%#)', (source, rayVersion, kubeRayVersion) => {
    expect(spec(withTokens(source, { rayVersion, kubeRayVersion }).chart).authOptions.mode).toBe('token');
  });
});

describe('what cannot work is refused', () => {
  const env = (name: string) => ({ head: { template: { spec: { containers: [{ name: 'ray-head', env: [{ name, value: 'x' }] }] } } } });
  const refusedEnv = (name: string, place: string) =>
    `[ray/token] ${place}: env of the Ray container: ${name}: KubeRay sets it from the cluster's authOptions`;
  const TABLE: [string, () => unknown, string][] = [
    [
      'a Ray without tokens',
      () => withTokens(generated(), { rayVersion: '2.51.1' }),
      "[ray/token] the cluster's rayVersion is '2.51.1': RayTokenSource.generated needs Ray 2.52.0, and an older one asks nobody for a token. Fix: use Ray 2.52.0 or newer.",
    ],
    [
      'a Ray that asks Kubernetes for nothing',
      () => withTokens(kubernetes(), { rayVersion: '2.54.0' }),
      "[ray/token] the cluster's rayVersion is '2.54.0': RayTokenSource.kubernetes needs Ray 2.55.0",
    ],
    [
      'a KubeRay without tokens',
      () => withTokens(generated(), { kubeRayVersion: '1.5.0' }),
      "[ray/token] the cluster's kubeRayVersion is '1.5.0': RayTokenSource.generated needs KubeRay 1.5.1, and an older one ignores what it does not know of authOptions.",
    ],
    [
      'a KubeRay that takes no Secret',
      () => withTokens(fromSecret('mine'), { kubeRayVersion: '1.5.1' }),
      'RayTokenSource.fromSecret needs KubeRay 1.6',
    ],
    [
      'a KubeRay that asks no Kubernetes',
      () => withTokens(kubernetes(), { kubeRayVersion: '1.5' }),
      'RayTokenSource.kubernetes needs KubeRay 1.6',
    ],
    ['a Secret name that is none', () => withTokens(fromSecret('My Token')), "[ray/token] RayTokenSource.fromSecret is 'My Token'"],
    [
      'authOptions in the baseSpec',
      () => withTokens(generated(), { baseSpec: { authOptions: { mode: 'disabled' } } }),
      '[ray/cluster] authOptions is {"mode":"disabled"}: RayTokenAuth ray/token sets them too, and a cluster has one kind of token. Fix: remove one of the two.',
    ],
    [
      'two kinds of token',
      () => {
        const { chart, cluster } = withTokens();
        return new RayTokenAuth(chart, 'second', { cluster, source: kubernetes() });
      },
      'RayTokenAuth ray/second sets them too',
    ],
    [
      'Kubernetes in a chart without a namespace',
      () => withTokens(kubernetes(), {}, new Chart(Testing.app(), 'ray')),
      "[ray/token] the cluster's namespace is undefined",
    ],
    [
      'a grant where there is one token for all',
      () => withTokens().auth.grant(RaySubject.user('alice')),
      '[ray/token] grant: the cluster has one token',
    ],
    [
      'a grant twice',
      () => {
        const { auth } = withTokens(kubernetes());
        auth.grant(RaySubject.user('alice'));
        auth.grant(RaySubject.user('alice'));
      },
      "[ray/token] grant is 'User/alice': that subject has been granted access before",
    ],
    [
      "a RayJob's cluster, for Kubernetes",
      () => {
        const chart = testChart();
        return new RayTokenAuth(chart, 'token', { cluster: job(chart), source: kubernetes() });
      },
      "[ray/token] cluster is 'RayJob': KubeRay refuses Kubernetes tokens for jobs and services (v1.7.0).",
    ],
  ];
  test.each(TABLE)('%s', (_, make, message) => expect(make).toThrow(message));

  describe('Kubernetes tokens beside an issuer, from which a task could request a CA', () => {
    const by = (issuer: (chart: Chart) => ICertManagerIssuer) => {
      const chart = testChart();
      return withTokens(kubernetes(), { tls: RayTls.issuedBy(issuer(chart)) }, chart).chart;
    };
    const requestGuard = CertManagerRequestGuard.on();

    test('are refused where nobody guards the requests', () =>
      expect(() => Testing.synth(by((chart) => CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca')))).toThrow(
        /^\[ray\/token\] RayTokenSource\.kubernetes: every Ray container then holds a token .* from the ClusterIssuer 'corp-ca'\. Fix: pass \{ requestGuard: CertManagerRequestGuard\.on\(\) \} to the issuer, or use RayTokenSource\.generated\(\)\.$/,
      ));
    test('are refused where the guard is off', () =>
      expect(() =>
        Testing.synth(by((chart) => new CertManagerIssuer(chart, 'issuer', { requestGuard: CertManagerRequestGuard.off() }))),
      ).toThrow(/every Ray container then holds a token/));
    test.each<[string, (chart: Chart) => ICertManagerIssuer]>([
      ['this library makes the issuer', (chart) => new CertManagerIssuer(chart, 'issuer')],
      ['the guard is asked for', (chart) => CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'ray-ca', { requestGuard })],
    ])('work where %s', (_, issuer) => expect(podSpecs(by(issuer))).toHaveLength(2));
  });

  test.each(['RAY_AUTH_MODE', 'RAY_AUTH_TOKEN', 'RAY_AUTH_TOKEN_PATH', 'RAY_ENABLE_K8S_TOKEN_AUTH'])('%s in a template', (name) => {
    const { chart } = withTokens(generated(), env(name));
    expect(() => Testing.synth(chart)).toThrow(refusedEnv(name, 'headgroup'));
  });

  test('RAY_AUTH_MODE added to a worker afterwards', () => {
    const { chart, cluster } = withTokens();
    cluster.workerGroup('cpu').addEnv({ name: 'RAY_AUTH_MODE', value: 'disabled' });
    expect(() => Testing.synth(chart)).toThrow(refusedEnv('RAY_AUTH_MODE', 'cpu'));
  });

  test('never with the value of the variable, which may be a token', () => {
    const { chart, cluster } = withTokens();
    cluster.head.addEnv({ name: 'RAY_AUTH_TOKEN', value: 'hush' });
    expect(() => Testing.synth(chart)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hush') }));
  });
});
