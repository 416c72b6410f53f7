import {
  KubeRbacProxyAuth,
  RayManagedBy,
  RayServeConfig,
  RaySubmission,
  RayTls,
  RayTlsCa,
  type RayTlsCluster,
  type RayTlsClusterProps,
  RayTlsJob,
  RayTlsService,
} from '../../lib';
import { refusal } from '../refusals/refusals';
import { only, synth, testChart, testCluster } from '../support/synth';

const SIDECAR = { name: 'notebook', image: 'jupyter:1', env: [{ name: 'RAY_ADDRESS', value: 'ray://localhost:10001' }] };
const RAY = { name: 'ray', image: 'rayproject/ray:2.52.0' };

function appOf(props: Partial<RayTlsClusterProps>, then: (cluster: RayTlsCluster) => void = () => {}): any {
  const cluster = testCluster({ rayVersion: '2.52.0', ...props });
  then(cluster);
  const problems = cluster.node.validate();
  expect(problems).toEqual([]);
  return only('RayCluster', cluster).spec;
}

const head = (spec: object) => ({ head: { template: { spec: { containers: [RAY], ...spec } } } });
const names = (container: any) => container.env.map(({ name }: any) => name);

describe('a second container that speaks to Ray', () => {
  test.each<[string, object, string]>([
    ['by RAY_ADDRESS', SIDECAR, "by RAY_ADDRESS 'ray://localhost:10001' it speaks to Ray"],
    [
      'by an address of the GCS',
      { ...SIDECAR, env: [{ name: 'RAY_ADDRESS', value: 'localhost:6379' }] },
      "by RAY_ADDRESS 'localhost:6379'",
    ],
    [
      'by a command',
      { name: 'notebook', image: 'x', command: ['ray', 'health-check', '--address', 'h:6379'] },
      "by 'ray health-check' it speaks",
    ],
    [
      'by a shell',
      { name: 'notebook', image: 'x', command: ['sh', '-c'], args: ['until /opt/bin/ray   health-check; do sleep 1; done'] },
      "by 'ray health-check'",
    ],
    ['by its code', { name: 'notebook', image: 'x', command: ['python', '-c', 'import ray; ray.init("auto")'] }, "by 'ray.init('"],
    ['by a URL', { name: 'notebook', image: 'x', args: ['--address=ray://head:10001'] }, "by 'ray://'"],
  ])('%s is refused without an identity, and gets one by a method', (_, container, why) => {
    const message = refusal(() => appOf(head({ containers: [RAY, container] })));
    expect(message).toContain("[ray/cluster] container 'notebook' of head.template: ");
    expect(message).toContain(why);
    expect(message).toContain("Fix: give it that of the Ray container: cluster.head.shareIdentityWith('notebook').");
    const { containers } = appOf(head({ containers: [RAY, container] }), (cluster) => cluster.head.shareIdentityWith('notebook'))
      .headGroupSpec.template.spec;
    expect(names(containers[1])).toEqual(
      expect.arrayContaining(['RAY_USE_TLS', 'RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT']),
    );
    expect(containers[1].volumeMounts).toEqual([{ name: 'ray-tls', mountPath: '/etc/ray/tls', readOnly: true }]);
    expect(containers[1].securityContext.runAsUser).toBe(1000);
  });

  test('as an init container, behind the one that makes the leaf', () => {
    const wait = { name: 'wait', image: RAY.image, command: ['sh', '-c', 'until ray health-check; do sleep 5; done'] };
    const group = { groupName: 'cpu', template: { spec: { containers: [RAY], initContainers: [wait] } } };
    expect(refusal(() => appOf({ workerGroups: [group] }))).toContain("container 'wait' of workerGroups[0].template: ");
    const { template } = appOf({ workerGroups: [group] }, (cluster) => cluster.workerGroups[0].shareIdentityWith('wait'))
      .workerGroupSpecs[0];
    const [leaf, waiting] = template.spec.initContainers;
    expect(leaf.name).toBe('ray-tls-leaf');
    expect(names(waiting)).toContain('RAY_USE_TLS');
  });

  test('that is added later', () =>
    expect(refusal(() => appOf({}, (cluster) => cluster.head.addContainer(SIDECAR)))).toContain("container 'notebook' of head.template"));

  test.each<[string, object]>([
    ['the dashboard by HTTP', { ...SIDECAR, env: [{ name: 'RAY_ADDRESS', value: 'http://head:8265' }] }],
    ['the dashboard, to submit a job', { name: 'notebook', image: 'x', command: ['ray', 'job', 'submit', '--', 'python', 'a.py'] }],
    ['nobody', { name: 'notebook', image: 'x', command: ['ray', '--version'] }],
    ['something else of a like name', { name: 'notebook', image: 'x', args: ['array status', 'x-ray start-up', 'stingray status'] }],
    ['Ray with certificates of its own', { ...SIDECAR, env: [...SIDECAR.env, { name: 'RAY_USE_TLS', value: '1' }] }],
  ])('is left alone where it speaks to %s', (_, container) => {
    expect(appOf(head({ containers: [RAY, container] })).headGroupSpec.template.spec.containers[1]).toEqual(container);
  });

  test.each<[string, object, (cluster: RayTlsCluster) => void, string]>([
    [
      'that is not there',
      {},
      (cluster) => cluster.head.shareIdentityWith('x'),
      "shareIdentityWith: containerName is 'x': the containers of head.template are 'ray-tls-leaf', 'ray-head'. Fix: name one of them, after it is added.",
    ],
    [
      'of another user',
      head({ containers: [RAY, { ...SIDECAR, securityContext: { runAsUser: 7 } }] }),
      (cluster) => cluster.head.shareIdentityWith('notebook'),
      "shareIdentityWith: containerName is 'notebook': it runs as user 7 and 'ray' as 1000, and one user alone can read the private key.",
    ],
    [
      'of a cluster whose certificates KubeRay manages',
      { tls: RayTls.managedByKubeRay(), kubeRayVersion: '1.7', ...head({ containers: [RAY, SIDECAR] }) },
      (cluster) => cluster.head.shareIdentityWith('notebook'),
      "shareIdentityWith: container 'notebook' of head.template: KubeRay gives its certificates to the Ray container alone (v1.7.0). Fix: use RayTls.signedBy",
    ],
  ])('%s is refused an identity', (_, props, then, message) => expect(refusal(() => appOf(props, then))).toContain(message));
});

test('the name of a group is reported as it was passed', () =>
  expect(refusal(() => appOf({ workerGroups: [{ groupName: 'CPU_1' }] }))).toBe(
    "[ray/cluster] workerGroups[0].groupName is 'CPU_1': a worker group name is a DNS label: up to 63 letters, digits and '-', no '-' first or last (RFC 1123). Fix: use only such characters, as in 'ray-workers'.",
  ));

test.each(['0.0.0.0', '::'])('a dashboard that listens on %s, as every example has it, stands behind a proxy', (host) => {
  const spec = appOf(
    { head: { rayStartParams: { 'dashboard-host': host } } },
    (cluster) => new KubeRbacProxyAuth(cluster, 'auth', { cluster }),
  );
  expect(spec.headGroupSpec.rayStartParams['dashboard-host']).toBe('127.0.0.1');
});
test('one that listens on an address of its own does not', () =>
  expect(
    refusal(() =>
      appOf(
        { head: { rayStartParams: { 'dashboard-host': '10.0.0.7' } } },
        (cluster) => new KubeRbacProxyAuth(cluster, 'auth', { cluster }),
      ),
    ),
  ).toContain("rayStartParams['dashboard-host'] is '10.0.0.7'"));

test.each(['/etc/ray/tls/', '/etc/ray//tls', '/etc/ray/./tls'])('a mount at %s is one at the path of the leaf', (mountPath) =>
  expect(refusal(() => appOf(head({ containers: [{ ...RAY, volumeMounts: [{ name: 'x', mountPath }] }] })))).toContain(
    "'/etc/ray/tls' in head.template",
  ),
);

test('a job and a service are run by whom they say', () => {
  const chart = testChart();
  const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
  const managedBy = RayManagedBy.MULTI_KUEUE;
  new RayTlsJob(chart, 'job', { tls, entrypoint: 'a', managedBy, submission: RaySubmission.http() });
  const serveConfig = RayServeConfig.of({ applications: [{ name: 'a', importPath: 'a:b' }] });
  new RayTlsService(chart, 'service', { tls, serveConfig, managedBy });
  for (const kind of ['RayJob', 'RayService']) expect(only(kind, chart).spec.managedBy).toBe('kueue.x-k8s.io/multikueue');
  expect(synth(chart).length).toBeGreaterThan(2);
  expect(refusal(() => new RayTlsService(chart, 'old', { tls, serveConfig, managedBy, kubeRayVersion: '1.5' }))).toContain(
    "managedBy is 'kueue.x-k8s.io/multikueue': KubeRay has it from 1.6 on",
  );
});
