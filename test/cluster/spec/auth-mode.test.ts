import { Testing } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCheck, RayTlsCluster, type RayTlsClusterProps, RayTlsJob, RayTokenAuth } from '../../../lib';
import { only, testChart, testCluster } from '../../support/synth';

const WORKERS = { workerGroups: [{ groupName: 'cpu' }] };
const MODE = 'RAY_AUTH_MODE';

const modes = (env: any[] = []) => env.filter(({ name }) => name === MODE).map(({ value }) => value);

/** The mode in every Ray process of the one object of a kind: head, workers, autoscaler, submitter. */
function modesOf(object: any): { [place: string]: string[] } {
  const cluster = object.spec.rayClusterSpec ?? object.spec;
  const { autoscalerOptions, headGroupSpec, workerGroupSpecs } = cluster;
  const first = (template: any) => modes(template.spec.containers[0].env);
  return {
    head: first(headGroupSpec.template),
    ...Object.fromEntries(workerGroupSpecs.map((group: any) => [group.groupName, first(group.template)])),
    ...(autoscalerOptions && { autoscaler: modes(autoscalerOptions.env) }),
    ...(object.spec.submitterPodTemplate && { submitter: first(object.spec.submitterPodTemplate) }),
  };
}

function clusterWith(props: Partial<RayTlsClusterProps> = {}, attach: (cluster: RayTlsCluster) => void = () => {}) {
  const chart = testChart();
  attach(testCluster({ ...WORKERS, autoscaling: {}, ...props }, chart));
  return modesOf(only('RayCluster', chart));
}

const SAID = ['disabled'];
const UNSAID: string[] = [];

test('a cluster without a token says so in each of its processes', () => {
  expect(clusterWith()).toEqual({ head: SAID, cpu: SAID, autoscaler: SAID });
});

test('a job says it in its submitter too', () => {
  const chart = testChart();
  new RayTlsJob(chart, 'job', { ...WORKERS, tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls')), entrypoint: 'true' });
  expect(modesOf(only('RayJob', chart))).toEqual({ head: SAID, cpu: SAID, submitter: SAID });
});

test('KubeRay says it where a token is asked for, so the cluster leaves it to KubeRay', () => {
  const attach = (cluster: RayTlsCluster) => new RayTokenAuth(cluster, 'token', { cluster });
  expect(clusterWith({}, attach)).toEqual({ head: UNSAID, cpu: UNSAID, autoscaler: UNSAID });
  expect(clusterWith({ baseSpec: { authOptions: { mode: 'token' } } })).toEqual({ head: UNSAID, cpu: UNSAID, autoscaler: UNSAID });
});

test('a token that is attached after a job on the cluster reaches its submitter', () => {
  const chart = testChart();
  const cluster = testCluster(WORKERS, chart);
  RayTlsJob.onCluster(chart, 'job', { cluster, entrypoint: 'true' });
  const submitter = () => modes(only('RayJob', chart).spec.submitterPodTemplate.spec.containers[0].env);
  expect(submitter()).toEqual(SAID);
  new RayTokenAuth(chart, 'token', { cluster });
  expect(submitter()).toEqual(UNSAID);
});

test('authOptions that say so ask for none', () => {
  expect(clusterWith({ baseSpec: { authOptions: { mode: 'disabled' } } }).head).toEqual(SAID);
});

test('what somebody says himself stays, whether before or after', () => {
  const env = [{ name: MODE, value: 'token' }];
  const head = { template: { spec: { containers: [{ name: 'ray-head', env }] } } };
  expect(clusterWith({ head }).head).toEqual(['token']);
  expect(clusterWith({}, (cluster) => cluster.head.addEnv(env[0]))).toMatchObject({ head: ['token'], cpu: SAID });
});

test('a container that shares the identity says it too', () => {
  const chart = testChart();
  const cluster = testCluster(WORKERS, chart);
  cluster.head.addContainer({ name: 'driver', image: 'rayproject/ray:2.58.0' });
  cluster.head.shareIdentityWith('driver');
  const driver = only('RayCluster', chart).spec.headGroupSpec.template.spec.containers[1];
  expect(modes(driver.env)).toEqual(SAID);
});

test('Ray older than 2.52 knows no such variable', () => {
  expect(clusterWith({ rayVersion: '2.51.1' }).head).toEqual(UNSAID);
  expect(clusterWith({ rayVersion: '2.52.0' }).head).toEqual(SAID);
});

test('a check says it for its client of Ray, and leaves it out for a cluster of which nobody knows', () => {
  const chart = testChart();
  new RayTlsCheck(chart, 'check', { cluster: testCluster(WORKERS, chart) });
  const job = Testing.synth(chart).find(({ kind, metadata }) => kind === 'Job' && /check/.test(metadata.name));
  expect(job.spec.template.spec.containers.map(({ env }: any) => modes(env))).toEqual([UNSAID, SAID]);

  const elsewhere = testChart();
  const cluster = RayTlsCluster.fromClusterName(elsewhere, 'cluster', { name: 'made-elsewhere', rayVersion: '2.58.0' });
  RayTlsJob.onCluster(elsewhere, 'job', { cluster, entrypoint: 'true' });
  expect(modes(only('RayJob', elsewhere).spec.submitterPodTemplate.spec.containers[0].env)).toEqual(UNSAID);
});
