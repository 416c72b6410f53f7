import { Chart, Duration, Testing } from 'cdk8s';
import {
  CertManagerIssuer,
  RayServeConfig,
  RayServiceUpgrade,
  RayTls,
  RayTlsCa,
  type RayTlsClusterProps,
  RayTlsJob,
  RayTlsService,
  type RayTlsServiceProps,
  RayTokenAuth,
  RayTokenSource,
} from '../../../lib';
import { RayTlsRotation, type RayTlsRotationProps } from '../../../lib/operations/rotation/ray-tls-rotation';
import { RayBusyWorkers, RayHeadRotation } from '../../../lib/operations/rotation/rotation-choices';
import { RayWorkerReplacement } from '../../../lib/operations/rotation/worker-replacement';
import { only, synth, testChart, testCluster } from '../../support/synth';

const FAULT_TOLERANT = { gcsFaultTolerance: { redisAddress: 'redis:6379' } };

function rotated(props: Partial<RayTlsRotationProps> = {}, clusterProps: Partial<RayTlsClusterProps> = {}) {
  const cluster = props.cluster ?? testCluster({ metadata: { name: 'demo' }, workerGroups: [{ groupName: 'cpu' }], ...clusterProps });
  return new RayTlsRotation(cluster.node.scope!, 'rotation', { cluster, ...props });
}

function service(props: Partial<RayTlsServiceProps> = {}): RayTlsService {
  const chart = testChart();
  const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
  const serveConfig = RayServeConfig.of({ applications: [{ name: 'app', importPath: 'app:app' }] });
  return new RayTlsService(chart, 'service', { tls, serveConfig, metadata: { name: 'demo' }, ...props });
}

const cronJob = (rotation: RayTlsRotation) => only('CronJob', rotation);
const podSpec = (rotation: RayTlsRotation) => cronJob(rotation).spec.jobTemplate.spec.template.spec;
const env = (rotation: RayTlsRotation) =>
  Object.fromEntries(podSpec(rotation).containers[0].env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
/** The rules of the rotation's own Role. */
const rules = (rotation: RayTlsRotation) =>
  synth(rotation).find(({ kind, metadata }) => kind === 'Role' && metadata.labels?.['app.kubernetes.io/name'] === 'ray-tls-rotation').rules;

describe('the CronJob', () => {
  const spec = cronJob(rotated()).spec;

  test('runs every night', () => expect(spec.schedule).toBe('0 3 * * *'));
  test('is never two at once', () => expect(spec.concurrencyPolicy).toBe('Forbid'));
  test('does not try again what stopped it', () => {
    expect(spec.jobTemplate.spec.backoffLimit).toBe(0);
    expect(spec.jobTemplate.spec.template.spec.restartPolicy).toBe('Never');
  });
  test('ends, whatever happens: window, draining and three waits for the cluster, and what a pod takes by itself', () =>
    expect(spec.jobTemplate.spec.activeDeadlineSeconds).toBe(7200 + 1800 + 3 * 900 + 900));
  test('takes a schedule and its time zone', () =>
    expect(cronJob(rotated({ schedule: '@weekly', timeZone: 'Europe/Berlin' })).spec).toMatchObject({
      schedule: '@weekly',
      timeZone: 'Europe/Berlin',
    }));
  test('has a name that leaves room for what Kubernetes appends', () => {
    const cluster = testCluster();
    const rotation = new RayTlsRotation(cluster.node.scope!, 'r'.repeat(80), { cluster });
    expect(rotation.cronJobName.length).toBeLessThanOrEqual(52);
    expect(cronJob(rotation).metadata.name).toBe(rotation.cronJobName);
  });
});

describe('what it may do', () => {
  test('is to read, relabel and delete pods, and to read its own RayCluster', () =>
    expect(rules(rotated())).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch', 'delete'] },
      { apiGroups: ['ray.io'], resources: ['rayclusters'], resourceNames: ['demo'], verbs: ['get'] },
    ]));
  test('is for a service to list pods and to change that one RayService', () =>
    expect(rules(rotated({ cluster: service() }))).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: ['ray.io'], resources: ['rayservices'], resourceNames: ['demo'], verbs: ['get', 'patch'] },
    ]));
  test("is held to this cluster's pods by an admission policy that knows its ServiceAccount", () => {
    const rotation = rotated();
    const { spec } = only('ValidatingAdmissionPolicy', rotation);
    const account = podSpec(rotation).serviceAccountName;
    expect(spec.matchConditions[0].expression).toBe(`request.userInfo.username == 'system:serviceaccount:ray:${account}'`);
    expect(spec.failurePolicy).toBe('Fail');
    // test/e2e/guards.test.ts has the API server judge by them.
    expect(spec.validations.map(({ message }: any) => message.replace(account, 'it'))).toEqual([
      'only pods with the label cdk8s-ray-tls/cluster=demo may be replaced by it',
      'nothing but labels of pods may be changed by it',
      'no labels but ray.io/cluster, cdk8s-ray-tls/set-aside, cdk8s-ray-tls/given-up may be changed by it',
    ]);
    expect(only('ValidatingAdmissionPolicyBinding', rotation).spec).toEqual({
      policyName: only('ValidatingAdmissionPolicy', rotation).metadata.name,
      validationActions: ['Deny'],
    });
  });
  test('needs no such policy where it deletes no pods', () =>
    expect(synth(rotated({ cluster: service() })).map(({ kind }) => kind)).not.toContain('ValidatingAdmissionPolicy'));
  test('is bound to a ServiceAccount that no other pod has, whose token is mounted nowhere by itself', () => {
    const rotation = rotated();
    const account = podSpec(rotation).serviceAccountName;
    expect(only('RoleBinding', rotation).subjects).toEqual([{ kind: 'ServiceAccount', name: account, namespace: 'ray' }]);
    expect(JSON.stringify(only('RayCluster', rotation))).not.toContain(account);
    expect(podSpec(rotation).automountServiceAccountToken).toBe(false);
  });
});

describe('the leaves of the pods that it replaces', () => {
  const days = (rotation: RayTlsRotation, kind = 'RayCluster') => {
    const { spec } = only(kind, rotation);
    const { headGroupSpec, workerGroupSpecs } = spec.rayClusterConfig ?? spec;
    return [headGroupSpec, ...workerGroupSpecs].flatMap(({ template }: any) =>
      template.spec.initContainers.map(({ env }: any) => env.find(({ name }: any) => name === 'LEAF_SECONDS').value / 86_400),
    );
  };
  const tls = (duration?: Duration) => (chart: Chart) => RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'other', 'ca-tls'), { duration });
  const lasting = (duration: Duration) => {
    const chart = testChart();
    const cluster = testCluster({ tls: tls(duration)(chart), workerGroups: [{ groupName: 'cpu' }], ...FAULT_TOLERANT }, chart);
    return rotated({ cluster });
  };

  test('live for 90 days, and that of a head that it leaves alone for a year', () => expect(days(rotated())).toEqual([365, 90]));
  test.each<[string, Partial<RayTlsRotationProps>, Partial<RayTlsClusterProps>]>([
    ['of a fault-tolerant cluster', {}, FAULT_TOLERANT],
    ['that it may interrupt', { headRotation: RayHeadRotation.INTERRUPTING }, {}],
  ])('live for 90 days, that of a head %s too', (_, props, clusterProps) => expect(days(rotated(props, clusterProps))).toEqual([90, 90]));
  test('live for 90 days in every pod of a service', () => {
    const cluster = service({ workerGroups: [{ groupName: 'cpu' }] });
    expect(days(rotated({ cluster }), 'RayService')).toEqual([90, 90]);
  });
  test('live as long as the user said', () => expect(days(lasting(Duration.days(30)))).toEqual([30, 30]));
  test('live as long as the user said, also if that is a year', () => expect(days(lasting(Duration.days(365)))).toEqual([365, 365]));
  test.each(['0 3 1 * *', '0 3 * */3 *', '@monthly', '@every 9000h'])('live for a year where it comes around too seldom: %s', (schedule) =>
    expect(days(rotated({ schedule }, FAULT_TOLERANT))).toEqual([365, 365]),
  );
  test.each(['0 3 * * 6', '@weekly', '0 3 ? * *'])('live for 90 days where it comes around often enough: %s', (schedule) =>
    expect(days(rotated({ schedule }, FAULT_TOLERANT))).toEqual([90, 90]),
  );
  test('live for a year where it is to renew them early', () =>
    expect(days(rotated({ renewBefore: Duration.days(60) }, FAULT_TOLERANT))).toEqual([365, 365]));
  test('are not longer than the guard of the issuer allows', () => {
    const chart = testChart();
    const cluster = testCluster(
      { tls: RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer')), workerGroups: [{ groupName: 'cpu' }] },
      chart,
    );
    new RayTlsRotation(chart, 'rotation', { cluster });
    const guard = synth(chart).find(({ metadata }) => metadata.name.startsWith('ray-tls-requests'));
    const pods = JSON.parse(guard.spec.variables.find(({ name }: any) => name === 'pods').expression);
    expect(cluster.pods.map((pod) => pods[`system:serviceaccount:ray:${pod.serviceAccountName}`])).toEqual(['31536000s', '7776000s']);
  });
});

describe('its pod', () => {
  test('has a leaf of a client, made by the same way as the cluster', () => {
    const [init] = podSpec(rotated()).initContainers;
    expect(init.name).toBe('ray-tls-leaf');
    expect(init.env).toContainEqual({ name: 'LEAF_ROLE', value: 'client' });
  });
  test('runs under one ServiceAccount where it asks cert-manager for its leaf too', () => {
    const chart = testChart();
    const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
    const cluster = testCluster({ tls: RayTls.issuedBy(issuer) }, chart);
    const account = podSpec(rotated({ cluster })).serviceAccountName;
    const bindings = synth(chart).filter(
      ({ kind, subjects }) => kind === 'RoleBinding' && subjects.some(({ name }: any) => name === account),
    );
    expect(bindings).toHaveLength(2);
  });
  test('is let in by a network policy of the cluster', () =>
    expect(cronJob(rotated()).spec.jobTemplate.spec.template.metadata.labels).toMatchObject({ 'cdk8s-ray-tls/cluster': 'demo' }));
  test("knows the head by the head service's name, at its port", () => {
    expect(env(rotated())).toMatchObject({ GCS_ADDRESS: 'demo-head-svc:6379', CLUSTER: 'demo', KUBERAY_NAME: 'demo' });
    expect(env(rotated({}, { head: { rayStartParams: { port: '6380' } } }))['GCS_ADDRESS']).toBe('demo-head-svc:6380');
  });
  test('shows the token that Ray asks for, also where that is attached later', () => {
    const rotation = rotated();
    new RayTokenAuth(rotation, 'token', { cluster: testClusterOf(rotation) });
    expect(env(rotation)).toMatchObject({ RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: { secretKeyRef: { name: 'demo', key: 'auth_token' } } });
  });
  test('shows its own token where Kubernetes decides, and may', () => {
    const rotation = rotated();
    new RayTokenAuth(rotation, 'token', { cluster: testClusterOf(rotation), source: RayTokenSource.kubernetes() });
    expect(env(rotation)['RAY_AUTH_TOKEN_PATH']).toBe('/var/run/secrets/kubernetes.io/serviceaccount/token');
    expect(rules(rotation)).toContainEqual({
      apiGroups: ['ray.io'],
      resources: ['rayclusters'],
      resourceNames: ['demo'],
      verbs: ['ray:write'],
    });
  });
});

describe('choices', () => {
  test('leave the head alone unless it survives', () => {
    expect(env(rotated())['HEAD']).toBe('keep');
    expect(env(rotated({}, FAULT_TOLERANT))['HEAD']).toBe('replace');
    expect(env(rotated({ headRotation: RayHeadRotation.INTERRUPTING }))['HEAD']).toBe('replace');
  });
  test('replace workers one by one', () => expect(env(rotated())).toMatchObject({ AT_ONCE: '1', SURGE: '0', BUSY: 'keep' }));
  test('are passed on', () =>
    expect(
      env(
        rotated({
          workerReplacement: RayWorkerReplacement.surge(3),
          busyWorkers: RayBusyWorkers.REPLACE,
          renewBefore: Duration.days(3),
          window: Duration.minutes(5),
          drainTimeout: Duration.minutes(6),
          readyTimeout: Duration.minutes(7),
        }),
      ),
    ).toMatchObject({
      AT_ONCE: '3',
      SURGE: '1',
      BUSY: 'replace',
      RENEW_BEFORE_SECONDS: '259200',
      WINDOW_SECONDS: '300',
      DRAIN_SECONDS: '360',
      READY_SECONDS: '420',
    }));
  test("leave the time of renewal to each leaf's own life", () => expect(env(rotated())).not.toHaveProperty('RENEW_BEFORE_SECONDS'));
});

describe('what is refused', () => {
  const refusals: [string, () => unknown, string][] = [
    [
      'a job, whose cluster ends with it',
      () => {
        const chart = testChart();
        const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
        return rotated({ cluster: new RayTlsJob(chart, 'job', { tls, entrypoint: 'true' }) });
      },
      "[ray/rotation] cluster is 'RayJob': every job gets a new cluster with new certificates",
    ],
    [
      'a service that KubeRay does not upgrade',
      () => rotated({ cluster: service({ upgrade: RayServiceUpgrade.none() }) }),
      "[ray/rotation] cluster is 'a RayTlsService with RayServiceUpgrade.none()'",
    ],
    [
      "options for a cluster's pods, for a service",
      () => rotated({ cluster: service(), drainTimeout: Duration.minutes(1) }),
      '[ray/rotation] drainTimeout: a RayService is renewed by',
    ],
    ['a schedule that is none', () => rotated({ schedule: 'nightly' }), "[ray/rotation] schedule is 'nightly'"],
    ['a time zone that is none', () => rotated({ timeZone: 'Mars/Base' }), "[ray/rotation] timeZone is 'Mars/Base'"],
    [
      'no worker at once',
      () => rotated({ workerReplacement: RayWorkerReplacement.inPlace(0) }),
      '[ray/rotation] workers: RayWorkerReplacement.inPlace is',
    ],
    [
      'a surge beside the autoscaler',
      () => rotated({ workerReplacement: RayWorkerReplacement.surge() }, { autoscaling: {} }),
      "[ray/rotation] workers: RayWorkerReplacement.surge: Ray's autoscaler counts its workers",
    ],
    [
      'a replica of several hosts, which KubeRay takes away as a whole',
      () => rotated({}, { workerGroups: [{ groupName: 'tpu', numOfHosts: 4 }] }),
      "[ray/rotation] cluster: numOfHosts of the worker group 'tpu' is 4: a rotation replaces pods one by one",
    ],
    ['a window without an end', () => rotated({ window: Duration.days(8) }), '[ray/rotation] window is'],
    [
      'a chart without a namespace',
      () => {
        const chart = new Chart(Testing.app(), 'ray');
        return rotated({ cluster: testCluster({}, chart) });
      },
      "[ray/rotation] the cluster's namespace",
    ],
    [
      "KubeRay's own certificates",
      () => rotated({}, { tls: RayTls.managedByKubeRay(), kubeRayVersion: '1.7' }),
      'RayTls.managedByKubeRay: KubeRay gives certificates to the pods of its own RayClusters alone',
    ],
  ];
  test.each(refusals)('%s', (_, build, message) => expect(build).toThrow(message));
});

test('a whole rotation', () => expect(synth(rotated()).filter(({ kind }) => kind !== 'RayCluster')).toMatchSnapshot());

test('two synths are equal', () => {
  const rotation = rotated();
  expect(JSON.stringify(synth(rotation))).toBe(JSON.stringify(synth(rotation)));
});

/** The cluster that a rotation looks after. */
function testClusterOf(rotation: RayTlsRotation) {
  return rotation.node.scope!.node.findChild('cluster') as any;
}
