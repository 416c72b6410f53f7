import { rayCluster, rayJob, rayService } from '../schemas/support/valid-objects';
import { flaws } from './support/flaws';
import { testForEachVersion } from './support/for-each-version';
import { lacksOfIdentity } from './support/identity';
import { type JudgeRequest, judge } from './support/judge';

const one = (version: Parameters<typeof judge>[0], object: any, rest: Omit<JudgeRequest, 'object'> = {}) =>
  judge(version, [{ object, ...rest }])[0];
const withSpec = (spec: object, object: any = rayCluster) => ({ ...object, spec: { ...object.spec, ...spec } });
const names = (containers: any[] = []) => containers.map(({ name }) => name);

describe('what the judge says of', () => {
  testForEachVersion('a cluster: head, worker, and the containers that KubeRay adds', (version) => {
    const { pods, ...verdict } = one(version, withSpec({ enableInTreeAutoscaling: true }));
    expect(verdict).toEqual({});
    expect(pods.map(({ role }) => role)).toEqual(['head', 'worker']);
    expect(names(pods[0].pod.spec.containers)).toEqual(['ray', 'autoscaler']);
    expect(names(pods[1].pod.spec.initContainers)).toEqual(['wait-gcs-ready']);
  });

  testForEachVersion('a job: its cluster and its submitter, or the sidecar of its head', (version) => {
    expect(one(version, rayJob).pods.map(({ role }) => role)).toEqual(['head', 'worker', 'submitter']);
    const [head] = one(version, withSpec({ submissionMode: 'SidecarMode' }, rayJob)).pods;
    expect(names(head.pod.spec.containers)).toEqual(['ray', 'ray-job-submitter']);
  });

  testForEachVersion('a job on a cluster that exists: its submitter alone', (version) => {
    const job = { ...rayJob, spec: { entrypoint: 'python main.py', clusterSelector: { 'ray.io/cluster': 'ray' } } };
    expect(one(version, job, { cluster: rayCluster }).pods.map(({ role }) => role)).toEqual(['submitter']);
  });

  testForEachVersion('a service: the readiness of a worker includes that Serve answers', (version) => {
    const template = structuredClone(rayCluster.spec.workerGroupSpecs[0].template) as any;
    delete template.spec.containers[0].readinessProbe;
    const [group] = rayService.spec.rayClusterConfig.workerGroupSpecs;
    const rayClusterConfig = { ...rayService.spec.rayClusterConfig, workerGroupSpecs: [{ ...group, template }] };
    const { pods } = one(version, withSpec({ rayClusterConfig }, rayService));
    expect(JSON.stringify(pods[1].pod.spec.containers[0].readinessProbe)).toContain('/-/healthz');
  });

  testForEachVersion('a name that is too long: a refusal, with no pods', (version) => {
    const metadata = { ...rayCluster.metadata, name: 'a'.repeat(54) };
    expect(one(version, { ...rayCluster, metadata })).toEqual({
      refusal: 'RayCluster name should be no more than 53 characters',
      pods: [],
    });
  });

  testForEachVersion('a spec that cannot be: a refusal', (version) => {
    const params = { ...rayCluster.spec.headGroupSpec, rayStartParams: { labels: 'a=b' } };
    expect(one(version, withSpec({ headGroupSpec: params })).refusal).toContain("rayStartParams['labels'] is not supported");
  });

  testForEachVersion('what the operator crashes on: a refusal', (version) => {
    const { refusal } = one(version, withSpec({ submitterPodTemplate: { spec: { containers: [] } } }, rayJob));
    expect(refusal).toContain('the operator panics');
  });

  testForEachVersion('a field that it does not know: that it is dropped', (version) => {
    expect(one(version, withSpec({ workerGroupSpec: [] })).dropped).toContain('"workerGroupSpec"');
  });

  testForEachVersion('what needs a feature gate: that gate decides, for one request alone', (version) => {
    const object = withSpec(
      { deletionStrategy: { deletionRules: [{ policy: 'DeleteSelf', condition: { jobStatus: 'FAILED' } }] } },
      rayJob,
    );
    const gates = (on: boolean) => ({ gates: { RayJobDeletionPolicy: on } });
    const [on, off, again] = judge(version, [
      { object, ...gates(true) },
      { object, ...gates(false) },
      { object, ...gates(true) },
    ]);
    expect(off.refusal).toContain('RayJobDeletionPolicy feature gate');
    expect([on.refusal, again.refusal]).toEqual([undefined, undefined]);
  });
});

describe('what is found wrong with pods', () => {
  testForEachVersion('that run without an identity: every Ray process, by what it lacks', (version) => {
    const found = flaws(one(version, withSpec({ enableInTreeAutoscaling: true })), version);
    expect(found).toContain('head autoscaler: RAY_USE_TLS is not set');
    expect(found).toContain('head ray: RAY_TLS_SERVER_KEY is not set');
    expect(found).toContain('worker wait-gcs-ready: RAY_TLS_CA_CERT is not set');
  });

  testForEachVersion('that have a container twice', (version) => {
    const template = structuredClone(rayCluster.spec.headGroupSpec.template) as any;
    template.spec.containers.push({ name: 'autoscaler', image: 'other' });
    const headGroupSpec = { ...rayCluster.spec.headGroupSpec, template };
    const found = flaws(one(version, withSpec({ enableInTreeAutoscaling: true, headGroupSpec })), version);
    expect(found.join()).toContain('/spec/containers: two items with the same name ["autoscaler"]');
  });
});

describe('an identity is incomplete', () => {
  const env = [
    { name: 'RAY_USE_TLS', value: '1' },
    ...['SERVER_CERT', 'SERVER_KEY', 'CA_CERT'].map((file) => ({ name: `RAY_TLS_${file}`, value: `/tls/${file}` })),
  ];
  const container = { name: 'ray', env, volumeMounts: [{ name: 'tls', mountPath: '/tls/' }] };
  const lacks = (change: object, volumes: object[] = [{ name: 'tls' }]) =>
    lacksOfIdentity({ role: 'head', pod: { spec: { containers: [{ ...container, ...change }], volumes } } });

  test.each<[string, object, object[] | undefined, string[]]>([
    ['never, where all is there', {}, undefined, []],
    ['where TLS is off', { env: [...env, { name: 'RAY_USE_TLS', value: '0' }] }, undefined, ["head ray: RAY_USE_TLS is '0'"]],
    ['without a file', { env: env.slice(0, 3) }, undefined, ['head ray: RAY_TLS_CA_CERT is not set']],
    [
      'with a mount elsewhere',
      { volumeMounts: [{ name: 'tls', mountPath: '/tl' }] },
      undefined,
      expect.arrayContaining([expect.stringContaining('nothing is mounted')]),
    ],
    ['without the volume', {}, [], expect.arrayContaining([expect.stringContaining("there is no volume 'tls'")])],
  ])('%s', (_, change, volumes, expected) => {
    expect(lacks(change, volumes)).toEqual(expected);
  });

  test('of a sidecar only if it has a part of one', () => {
    const sidecar = (variables: object[]) => ({ name: 'sidecar', env: variables });
    const of = (variables: object[]) =>
      lacksOfIdentity({ role: 'head', pod: { spec: { containers: [container, sidecar(variables)], volumes: [{ name: 'tls' }] } } });
    expect(of([])).toEqual([]);
    expect(of(env.slice(0, 1))).toHaveLength(3);
  });
});
