import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import {
  CertManagerIssuer,
  RayJobDeletion,
  RayJobDeletionTarget,
  RayJobOutcome,
  RayKind,
  RaySubmission,
  RayTls,
  RayTlsJob,
} from '../../../lib';
import { only, synth, testChart, testCluster } from '../../support/synth';
import { comparable, jobSpec, testJob } from './fixture';

const leafEnv = (template: any) => {
  const [leaf] = template.spec.initContainers;
  return Object.fromEntries(leaf.env.map(({ name, value }: any) => [name, value]));
};

describe('the cluster of a job', () => {
  test('is the very cluster that a RayTlsCluster of the same props is, but for the names in the leaf of its head', () => {
    const props = { workerGroups: [{ groupName: 'cpu' }], autoscaling: {} };
    const ofCluster = only('RayCluster', testCluster({ ...props, metadata: { name: 'train' } })).spec;
    expect(comparable(jobSpec(props).rayClusterSpec)).toEqual(comparable(ofCluster));
  });
  test("its head's leaf carries the job's own Service, and a worker's does not, as it could pass for the head", () => {
    const { headGroupSpec, workerGroupSpecs } = jobSpec({ workerGroups: [{ groupName: 'cpu' }] }).rayClusterSpec;
    expect(leafEnv(headGroupSpec.template).LEAF_SERVICES).toBe('train-head-svc');
    expect(leafEnv(workerGroupSpecs[0].template).LEAF_SERVICES || undefined).toBeUndefined();
  });
  test("its pods are selected by a label of our own, as the cluster's name is unknown", () => {
    const { headGroupSpec, workerGroupSpecs } = jobSpec({ workerGroups: [{ groupName: 'cpu' }] }).rayClusterSpec;
    for (const { template } of [headGroupSpec, ...workerGroupSpecs]) {
      expect(template.metadata.labels).toEqual({ 'cdk8s-ray-tls/cluster': 'train' });
    }
  });
  test('is added to after it was made', () => {
    const job = testJob();
    job.head.addEnv({ name: 'LATER', value: '1' });
    expect(only('RayJob', job).spec.rayClusterSpec.headGroupSpec.template.spec.containers[0].env).toContainEqual({
      name: 'LATER',
      value: '1',
    });
  });
  test('asks an issuer for its leaves, under ServiceAccounts of its own', () => {
    const chart = testChart();
    const tls = RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca'));
    const job = testJob({ tls, workerGroups: [{ groupName: 'cpu' }] }, chart);
    const { headGroupSpec, workerGroupSpecs } = only('RayJob', job).spec.rayClusterSpec;
    const accounts = [headGroupSpec, ...workerGroupSpecs].map(({ template }: any) => template.spec.serviceAccountName);
    const subjects = only('RoleBinding', job).subjects.map(({ name }: any) => name);
    expect(subjects).toEqual(accounts);
    expect(new Set(accounts).size).toBe(2);
  });
  test("is KubeRay's to secure where it is left to KubeRay", () =>
    expect(jobSpec({ tls: RayTls.managedByKubeRay(), kubeRayVersion: '1.7' }).rayClusterSpec.tlsOptions).toEqual({ enabled: true }));
});

test('a job tells its kind, its names and its head Service', () => {
  const job = testJob();
  expect(job).toMatchObject({ kind: RayKind.RAY_JOB, name: 'train', namespace: 'ray', headServiceName: 'train-head-svc' });
});

test("a head Service that the base spec names is KubeRay's for the cluster; the job's own keeps its name", () => {
  const baseSpec = { headGroupSpec: { headService: { metadata: { name: 'own' } } } };
  expect(testJob({ baseSpec }).headServiceName).toBe('train-head-svc');
});

describe('what is said of the job itself', () => {
  test('is what KubeRay calls it', () =>
    expect(
      jobSpec({
        entrypoint: 'python main.py --epochs 3',
        entrypointResources: { cpus: 0.5, gpus: 1, custom: { slot: 2 } },
        jobMetadata: { team: 'ml' },
        jobId: 'train-1',
        activeDeadline: Duration.hours(1),
        preRunningDeadline: Duration.minutes(5),
        backoffLimit: 3,
        deletion: RayJobDeletion.cluster(Duration.minutes(2)),
        suspend: true,
      }),
    ).toMatchObject({
      entrypoint: 'python main.py --epochs 3',
      entrypointNumCpus: 0.5,
      entrypointNumGpus: 1,
      entrypointResources: '{"slot":2}',
      metadata: { team: 'ml' },
      jobId: 'train-1',
      activeDeadlineSeconds: 3600,
      preRunningDeadlineSeconds: 300,
      backoffLimit: 3,
      shutdownAfterJobFinishes: true,
      ttlSecondsAfterFinished: 120,
      suspend: true,
    }));
  test('is left to KubeRay where nothing is said', () =>
    expect(Object.keys(jobSpec()).sort()).toEqual(['entrypoint', 'rayClusterSpec', 'submissionMode', 'submitterPodTemplate']));
  test('takes the runtime environment as an object, and writes YAML that reads as the same', () => {
    const runtimeEnv = { pip: ['requests==2.32.3'], env_vars: { ANSWER: '42', YES: 'yes', TEXT: 'it\'s: "quoted" #1\nand more' } };
    expect(parse(jobSpec({ runtimeEnv }).runtimeEnvYAML)).toEqual(runtimeEnv);
  });
  test('deletes by rules, each for one end of the job', () => {
    const deletion = RayJobDeletion.rules([
      { outcome: RayJobOutcome.SUCCEEDED, target: RayJobDeletionTarget.CLUSTER },
      { outcome: RayJobOutcome.FAILED, target: RayJobDeletionTarget.WORKERS, after: Duration.minutes(1) },
      { outcome: RayJobOutcome.FAILED, target: RayJobDeletionTarget.JOB, after: Duration.hours(1) },
      { outcome: RayJobOutcome.GIVEN_UP, target: RayJobDeletionTarget.NOTHING },
    ]);
    const spec = jobSpec({ deletion });
    expect(spec.shutdownAfterJobFinishes).toBeUndefined();
    expect(spec.deletionStrategy.deletionRules).toEqual([
      { policy: 'DeleteCluster', condition: { jobStatus: 'SUCCEEDED', ttlSeconds: 0 } },
      { policy: 'DeleteWorkers', condition: { jobStatus: 'FAILED', ttlSeconds: 60 } },
      { policy: 'DeleteSelf', condition: { jobStatus: 'FAILED', ttlSeconds: 3600 } },
      { policy: 'DeleteNone', condition: { jobDeploymentStatus: 'Failed', ttlSeconds: 0 } },
    ]);
  });
});

describe('a second apply finds nothing to change, as KubeRay writes a RayJob back through its own types', () => {
  const bare = {
    spec: {
      containers: [
        { name: 'ray', image: 'ray:2.58.0' },
        { name: 'sidecar', image: 'x' },
      ],
      initContainers: [{ name: 'a', image: 'x' }],
    },
  };
  const baseSpec = {
    headGroupSpec: { template: bare },
    workerGroupSpecs: [{ groupName: 'cpu', minReplicas: 0, maxReplicas: 1, scaleStrategy: { workersToDelete: ['a'] }, template: bare }],
  };

  test('there are no empty lists', () => {
    const submission = RaySubmission.kubernetesJob({ template: bare });
    for (const props of [
      {},
      { workerGroups: [{ groupName: 'cpu' }] },
      { baseSpec, submission, tls: RayTls.managedByKubeRay(), kubeRayVersion: '1.7' },
    ]) {
      expect(JSON.stringify(jobSpec(props))).not.toContain('[]');
    }
  });
  test('each worker group has a scaleStrategy', () => {
    expect(jobSpec({ workerGroups: [{ groupName: 'cpu' }] }).rayClusterSpec.workerGroupSpecs[0].scaleStrategy).toEqual({});
    expect(jobSpec({ baseSpec }).rayClusterSpec.workerGroupSpecs[0].scaleStrategy).toEqual({ workersToDelete: ['a'] });
  });
  test('each container has resources', () => {
    const { rayClusterSpec, submitterPodTemplate } = jobSpec({ baseSpec, submission: RaySubmission.kubernetesJob({ template: bare }) });
    for (const { spec } of [rayClusterSpec.headGroupSpec.template, rayClusterSpec.workerGroupSpecs[0].template, submitterPodTemplate]) {
      for (const container of [...spec.containers, ...spec.initContainers]) expect(container.resources).toBeDefined();
    }
  });
});

describe('a job on an existing cluster', () => {
  const onCluster = (props: object = {}) => {
    const cluster = testCluster({ metadata: { name: 'demo' } });
    return RayTlsJob.onCluster(cluster.node.scope!, 'job', { cluster, entrypoint: 'python main.py', ...props });
  };

  test('finds it by name, and brings no cluster and no certificates of its own', () => {
    const { spec } = only('RayJob', onCluster());
    expect(spec.clusterSelector).toEqual({ 'ray.io/cluster': 'demo' });
    expect(spec.rayClusterSpec).toBeUndefined();
    expect(JSON.stringify(spec)).not.toContain('RAY_USE_TLS');
  });
  test('comes after it', () =>
    expect(
      synth(onCluster())
        .map(({ kind }) => kind)
        .filter((kind) => kind.startsWith('Ray')),
    ).toEqual(['RayCluster', 'RayJob']));
  test("is submitted by a pod with the cluster's image and label", () => {
    const template = only('RayJob', onCluster()).spec.submitterPodTemplate;
    expect(template.metadata.labels).toEqual({ 'cdk8s-ray-tls/cluster': 'demo' });
    expect(template.spec.containers[0].image).toBe('rayproject/ray:2.58.0');
  });
  test("is submitted with an identity by the cluster's own way, where it needs one", () => {
    const job = onCluster({ submission: RaySubmission.kubernetesJob({ clientCertificate: true }) });
    expect(leafEnv(only('RayJob', job).spec.submitterPodTemplate)).toMatchObject({ LEAF_ROLE: 'client' });
  });
});

test('the manifest of a job', () =>
  expect(only('RayJob', testJob({ workerGroups: [{ groupName: 'cpu' }], deletion: RayJobDeletion.cluster() }))).toMatchSnapshot());
