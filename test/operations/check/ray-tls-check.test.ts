import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Chart, Duration, Testing } from 'cdk8s';
import {
  CertManagerIssuer,
  RayTls,
  RayTlsCa,
  RayTlsCluster,
  type RayTlsClusterProps,
  RayTlsCronJob,
  RayTokenAuth,
  RayTokenSource,
  TrustBundle,
} from '../../../lib';
import { RayTlsCheck, type RayTlsCheckProps } from '../../../lib/operations/check/ray-tls-check';
import { PUBLISHED_SAMPLE_CA_KEY } from '../../../lib/refusals/ca/published-sample';
import { synth, testChart, testCluster } from '../../support/synth';

type Options = Omit<RayTlsCheckProps, 'cluster'>;

function objects(options: Options = {}, clusterProps: Partial<RayTlsClusterProps> = {}): any[] {
  const cluster = testCluster({ metadata: { name: 'demo' }, ...clusterProps });
  new RayTlsCheck(cluster.node.scope!, 'check', { ...options, cluster });
  return synth(cluster);
}

const ofKind = (kind: string, all: any[]) => all.find((object) => object.kind === kind);
const job = (options?: Options, clusterProps?: Partial<RayTlsClusterProps>) => ofKind('Job', objects(options, clusterProps));
const podSpec = (options?: Options, clusterProps?: Partial<RayTlsClusterProps>) => job(options, clusterProps).spec.template.spec;
const env = (container: any) => Object.fromEntries(container.env.map(({ name, value }: any) => [name, value]));

describe('a check', () => {
  test('runs once by default, as a Job that is not repeated for what does not hold', () => {
    const { spec } = job();
    expect(spec).toMatchObject({ backoffLimit: 3, activeDeadlineSeconds: 900 + 3600, template: { spec: { restartPolicy: 'Never' } } });
    expect(spec.podFailurePolicy.rules).toEqual([
      { action: 'FailJob', onExitCodes: { containerName: 'ray-tls-check', operator: 'In', values: [1] } },
    ]);
    expect(podSpec().containers[0].name).toBe('ray-tls-check');
  });

  test('runs by a schedule as a CronJob, one at a time', () => {
    const all = objects({ schedule: '0 5 * * *', timeZone: 'Europe/Berlin' });
    expect(ofKind('Job', all)).toBeUndefined();
    expect(ofKind('CronJob', all).spec).toMatchObject({
      schedule: '0 5 * * *',
      timeZone: 'Europe/Berlin',
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: job().spec },
    });
  });

  test('may list the pods of its namespace, and nothing else', () => {
    const all = objects();
    expect(ofKind('Role', all).rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }]);
    const [binding] = all.filter(({ kind }) => kind === 'RoleBinding');
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: podSpec().serviceAccountName, namespace: 'ray' }]);
    expect(binding.roleRef.name).toBe(ofKind('Role', all).metadata.name);
  });

  test("carries the cluster's label, by which a RayNetworkPolicy lets it in, and no label of a Ray node", () => {
    const { labels } = job().spec.template.metadata;
    expect(labels['cdk8s-ray-tls/cluster']).toBe('demo');
    expect(labels).not.toHaveProperty(['ray.io/node-type']);
  });

  test("mounts no CA's key into any container, and the token of the API server into the one that is no client of Ray", () => {
    const { containers, volumes } = podSpec();
    const mountsOf = (container: any) => container.volumeMounts.map(({ name }: any) => name);
    expect(containers.map(mountsOf)).toEqual([
      ['scripts', 'api-credentials', 'exchange', 'tmp', 'ray-tls', 'ray-tls-expired'],
      ['scripts', 'exchange', 'client-tmp', 'ray-tls'],
    ]);
    expect(
      volumes.filter(({ secret, name }: any) => secret !== undefined && containers.some((one: any) => mountsOf(one).includes(name))),
    ).toEqual([]);
    const commands = containers.map(({ command }: any) => basename(command.at(-1)));
    expect(commands).toEqual(['check.py', 'check_client.py']);
  });

  test('has its client of Ray show the token of its ServiceAccount where Kubernetes judges tokens, and only there', () => {
    const cluster = testCluster({ metadata: { name: 'demo' }, kubeRayVersion: '1.7' });
    new RayTlsCheck(cluster.node.scope!, 'check', { cluster });
    new RayTokenAuth(cluster.node.scope!, 'tokens', { cluster, source: RayTokenSource.kubernetes() });
    const [, client] = ofKind('Job', synth(cluster)).spec.template.spec.containers;
    expect(client.volumeMounts.at(-1).name).toBe('api-credentials');
    expect(env(client)).toMatchObject({ RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN_PATH: `${client.volumeMounts.at(-1).mountPath}/token` });
  });

  test('is told where the manifests trust more than the CA that signs', () => {
    const tls = (chart: Chart, options = {}) => RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'), options);
    const chart = testChart();
    const widened = tls(chart, { additionalTrust: [TrustBundle.fromConfigMap('next-ca')] });
    expect(env(podSpec().containers[0])).not.toHaveProperty('TRUSTS_MORE');
    const cluster = testCluster({ tls: widened }, chart);
    new RayTlsCheck(chart, 'check', { cluster });
    expect(env(ofKind('Job', synth(chart)).spec.template.spec.containers[0])).toHaveProperty('TRUSTS_MORE', '1');
  });

  test('runs the scripts out of the ConfigMap, word for word', () => {
    const data = objects().find(({ kind, data }) => kind === 'ConfigMap' && 'check.py' in data).data;
    for (const [name, text] of Object.entries(data)) {
      const room = name === 'kube_api.py' ? 'kubernetes' : 'operations/check';
      expect(text).toBe(readFileSync(join(__dirname, '../../../lib', room, 'scripts', name), 'utf8'));
    }
    expect(basename(podSpec().containers[0].command.at(-1))).toBe('check.py');
  });

  test('is told what to look at', () => {
    expect(env(podSpec({ checkTimeout: Duration.minutes(30) }).containers[0])).toMatchObject({
      CLUSTER: 'demo',
      RAY_CLIENT: 'demo-head-svc:10001',
      PORTS: '1-65535',
      TIMEOUT_SECONDS: '1800',
      REFUSED_CA_KEY: PUBLISHED_SAMPLE_CA_KEY,
    });
  });

  test('finds Ray Client where the cluster has it', () => {
    const head = { rayStartParams: { 'ray-client-server-port': '20001' } };
    for (const container of podSpec({}, { head }).containers) expect(env(container)['RAY_CLIENT']).toBe('demo-head-svc:20001');
  });

  test("shows Ray's token where Ray asks for one, however late that is decided", () => {
    const cluster = testCluster({ metadata: { name: 'demo' } });
    new RayTlsCheck(cluster.node.scope!, 'check', { cluster });
    new RayTokenAuth(cluster.node.scope!, 'tokens', { cluster, source: RayTokenSource.fromSecret('ray-token') });
    const { containers } = ofKind('Job', synth(cluster)).spec.template.spec;
    expect(containers[1].env).toContainEqual({
      name: 'RAY_AUTH_TOKEN',
      valueFrom: { secretKeyRef: { name: 'ray-token', key: 'auth_token' } },
    });
    expect(Object.keys(env(containers[0])).filter((name) => name.startsWith('RAY_AUTH'))).toEqual([]);
  });
});

describe('the certificate that expires during the check', () => {
  const short = (clusterProps?: Partial<RayTlsClusterProps>) => {
    const { initContainers, containers, volumes } = podSpec({}, clusterProps);
    const container = initContainers.find(({ name }: any) => name === 'ray-tls-expired-leaf');
    return { container, mount: containers[0].volumeMounts.find(({ name }: any) => name === 'ray-tls-expired'), volumes };
  };

  test("is a client's, lives for a minute, and is not needed for the pod to start", () => {
    expect(env(short().container)).toMatchObject({ LEAF_ROLE: 'client', LEAF_SECONDS: '60', LEAF_OPTIONAL: 'true' });
  });

  test('lies in memory, where the check looks for it', () => {
    const { mount, volumes } = short();
    expect(mount.mountPath).toBe(env(podSpec().containers[0])['EXPIRED_LEAF']);
    expect(volumes.find(({ name }: any) => name === 'ray-tls-expired').emptyDir.medium).toBe('Memory');
  });

  test('is asked of the issuer where one issues', () => {
    const chart = testChart();
    const tls = RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca'));
    const cluster = new RayTlsCluster(chart, 'cluster', { tls });
    new RayTlsCheck(chart, 'check', { cluster });
    const { initContainers } = ofKind('Job', synth(cluster)).spec.template.spec;
    expect(initContainers.map(({ name }: any) => name)).toEqual(['ray-tls-expired-leaf', 'ray-tls-leaf']);
    expect(initContainers.map(env).map(({ LEAF_SECONDS, LEAF_OPTIONAL }: any) => [LEAF_SECONDS, LEAF_OPTIONAL])).toEqual([
      ['60', 'true'],
      [`${365 * 86_400}`, undefined],
    ]);
  });

  test("changes nothing about the pod's own leaf", () => {
    const own = podSpec().initContainers.find(({ name }: any) => name === 'ray-tls-leaf');
    expect(env(own)).toMatchObject({ LEAF_SECONDS: `${365 * 86_400}` });
    expect(env(own)).not.toHaveProperty('LEAF_OPTIONAL');
  });

  test('is the same as ever where one leaf was made elsewhere', () => {
    const { initContainers } = podSpec({}, { tls: RayTls.fromSecret('leaf') });
    expect(initContainers.map(({ name }: any) => name)).toEqual(['ray-tls-expired-leaf', 'ray-tls-leaf']);
  });
});

describe('the name of the Job', () => {
  test('is the same at every synth', () => {
    expect(job().metadata.name).toBe(job().metadata.name);
  });

  test('is another one for another check, as a Job cannot be changed', () => {
    expect(job({ checkTimeout: Duration.minutes(20) }).metadata.name).not.toBe(job().metadata.name);
  });

  test('is another one for what is attached to the cluster later', () => {
    const cluster = testCluster({ metadata: { name: 'demo' } });
    new RayTlsCheck(cluster.node.scope!, 'check', { cluster });
    new RayTokenAuth(cluster.node.scope!, 'tokens', { cluster });
    expect(ofKind('Job', synth(cluster)).metadata.name).not.toBe(job().metadata.name);
  });

  test.each([
    ['Job', {}, 63],
    ['CronJob', { schedule: '@daily' }, 52],
  ] as const)('fits, however long the path: %s', (kind, options, longest) => {
    const cluster = testCluster();
    new RayTlsCheck(cluster.node.scope!, 'a'.repeat(70), { ...options, cluster });
    expect(ofKind(kind, synth(cluster)).metadata.name.length).toBeLessThanOrEqual(longest);
  });
});

describe('what is refused', () => {
  test('a schedule that is none', () => {
    expect(() => objects({ schedule: 'at dawn' })).toThrow("[ray/check] schedule is 'at dawn': a schedule has five fields");
  });

  test('a time zone that is none', () => {
    expect(() => objects({ schedule: '@daily', timeZone: 'Mars' })).toThrow("[ray/check] timeZone is 'Mars'");
  });

  test('a time zone without a schedule', () => {
    expect(() => objects({ timeZone: 'Etc/UTC' })).toThrow("[ray/check] timeZone is 'Etc/UTC': without a schedule the check runs once");
  });

  test.each([
    ['too short', Duration.minutes(4), '4 minutes'],
    ['too long', Duration.days(2), '2 days'],
  ])('a timeout that is %s', (_, checkTimeout, shown) => {
    expect(() => objects({ checkTimeout })).toThrow(`[ray/check] checkTimeout is '${shown}'`);
  });

  test('the clusters of a RayTlsCronJob, which come and go', () => {
    const chart = testChart();
    const tls = RayTls.fromSecret('leaf');
    const cluster = new RayTlsCronJob(chart, 'nightly', { tls, schedule: '@daily', entrypoint: 'python x.py' });
    expect(() => new RayTlsCheck(chart, 'check', { cluster })).toThrow(
      "[ray/check] cluster is 'ray/nightly': the clusters of a RayTlsCronJob come and go",
    );
  });

  test('a cluster whose certificates KubeRay manages, which gives none to others', () => {
    const props = { tls: RayTls.managedByKubeRay(), kubeRayVersion: '1.7' };
    expect(() => objects({}, props)).toThrow('KubeRay gives certificates to the pods of its own RayClusters alone');
  });

  test('a chart without a namespace', () => {
    const chart = new Chart(Testing.app(), 'ray');
    const cluster = testCluster({ tls: RayTls.fromSecret('leaf') }, chart);
    expect(() => new RayTlsCheck(chart, 'check', { cluster })).toThrow("[ray/check] the cluster's namespace is undefined: ");
  });
});
