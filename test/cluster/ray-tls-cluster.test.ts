import { App, Chart, Duration, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { KeyAlgorithm, RayPodRole, RayTls, RayTlsCa, RayTlsCluster } from '../../lib';
import { only, synth, testChart, testCluster } from '../support/synth';

const TLS_VARIABLES = ['RAY_USE_TLS', 'RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT'];
const spec = (props: Parameters<typeof testCluster>[0] = {}) => only('RayCluster', testCluster(props)).spec;
const templates = (rayCluster: any): any[] =>
  [rayCluster.headGroupSpec, ...(rayCluster.workerGroupSpecs ?? [])].map(({ template }) => template.spec);
const envNames = (container: any): string[] => (container.env ?? []).map(({ name }: any) => name);

describe('every Ray process', () => {
  const secured = spec({ workerGroups: [{ groupName: 'cpu' }, { groupName: 'gpu' }], autoscaling: {} });

  test('has all four TLS variables, as env and not by envFrom, which KubeRay does not copy', () => {
    const processes = [...templates(secured).map(({ containers }) => containers[0]), secured.autoscalerOptions];
    expect(processes).toHaveLength(4);
    for (const process of processes) {
      expect(envNames(process)).toEqual(expect.arrayContaining(TLS_VARIABLES));
      expect(process.envFrom).toBeUndefined();
    }
  });
  test('reads its leaf from where the variables say', () => {
    for (const { containers } of templates(secured)) {
      expect(containers[0].env).toContainEqual({ name: 'RAY_TLS_SERVER_KEY', value: '/etc/ray/tls/tls.key' });
      expect(containers[0].volumeMounts).toContainEqual({ name: 'ray-tls', mountPath: '/etc/ray/tls', readOnly: true });
    }
    expect(secured.autoscalerOptions.volumeMounts).toContainEqual({ name: 'ray-tls', mountPath: '/etc/ray/tls', readOnly: true });
  });
});

describe('the private keys', () => {
  const secured = spec({ workerGroups: [{ groupName: 'cpu' }] });
  test("the CA's is mounted in the init container alone", () => {
    for (const { containers, initContainers } of templates(secured)) {
      const mounting = [...containers, ...initContainers].filter(({ volumeMounts }) =>
        volumeMounts.some(({ name }: any) => name === 'ray-tls-ca'),
      );
      expect(mounting.map(({ name }) => name)).toEqual(['ray-tls-leaf']);
    }
  });
  test("a leaf's lives in memory", () => {
    for (const { volumes } of templates(secured)) {
      expect(volumes).toContainEqual({ name: 'ray-tls', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
    }
  });
  test('no pod has a token of the Kubernetes API', () => {
    for (const template of templates(secured)) {
      expect(template.automountServiceAccountToken).toBe(false);
      expect(JSON.stringify(template.volumes)).not.toContain('serviceAccountToken');
    }
  });
  test("with autoscaling, the autoscaler's container alone mounts one", () => {
    const autoscaled = spec({ autoscaling: {}, workerGroups: [{ groupName: 'cpu' }] });
    const token = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect(autoscaled.autoscalerOptions.volumeMounts.map(({ mountPath }: any) => mountPath)).toContain(token);
    for (const { containers, initContainers } of templates(autoscaled)) {
      for (const { volumeMounts } of [...containers, ...initContainers]) {
        expect(volumeMounts.map(({ name }: any) => name)).not.toContain('ray-autoscaler-token');
      }
    }
  });
  test('no pod has variables of the Services of its namespace, one of which could be named like a variable of Ray', () => {
    for (const template of templates(secured)) expect(template.enableServiceLinks).toBe(false);
  });
  test('a caller who wants the token in the Ray container has the last word', () =>
    expect(
      spec({ head: { template: { spec: { automountServiceAccountToken: true } } } }).headGroupSpec.template.spec
        .automountServiceAccountToken,
    ).toBe(true));
});

describe('the init container that makes the leaf', () => {
  const init = (props = {}) => spec(props).headGroupSpec.template.spec.initContainers[0];
  const env = (props = {}) => Object.fromEntries(init(props).env.map(({ name, value }: any) => [name, value]));

  test('runs before all others', () => {
    const template = { spec: { initContainers: [{ name: 'mine', image: 'x' }] } };
    const names = spec({ head: { template } }).headGroupSpec.template.spec.initContainers.map(({ name }: any) => name);
    expect(names).toEqual(['ray-tls-leaf', 'mine']);
  });
  test("runs Ray's image, as Ray's user, without any privilege", () => {
    const template = {
      spec: { containers: [{ name: 'ray-head', image: 'corp/ray:2.50.0', securityContext: { runAsUser: 1234, privileged: true } }] },
    };
    expect(init({ head: { template } })).toMatchObject({
      image: 'corp/ray:2.50.0',
      securityContext: { runAsUser: 1234, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
    });
    expect(init({ head: { template } }).securityContext.privileged).toBeUndefined();
  });
  test('asks for P-256 and a year by default', () =>
    expect(env()).toMatchObject({ LEAF_KEY: 'ecdsa-p256', LEAF_SECONDS: `${365 * 86_400}` }));
  test('asks for what the caller chose', () => {
    const chart = testChart();
    const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'), {
      keyAlgorithm: KeyAlgorithm.RSA_3072,
      duration: Duration.minutes(90),
      dnsNames: ['ray.example.com'],
    });
    const cluster = only('RayCluster', testCluster({ tls, workerGroups: [{ groupName: 'cpu' }] }, chart));
    const [head, worker] = templates(cluster.spec).map(({ initContainers }) => initContainers[0].env);
    expect(head).toEqual(
      expect.arrayContaining([
        { name: 'LEAF_KEY', value: 'rsa-3072' },
        { name: 'LEAF_SECONDS', value: '5400' },
      ]),
    );
    expect(head).toContainEqual({ name: 'LEAF_DNS_NAMES', value: 'ray.example.com' });
    // A worker that had the head's names could pass for the head.
    expect(worker.map(({ name }: any) => name)).not.toContain('LEAF_DNS_NAMES');
  });
});

describe('the pods', () => {
  test('run on a small cluster by default, and leave Ray one CPU', () =>
    expect(spec({ workerGroups: [{ groupName: 'cpu' }] }).workerGroupSpecs[0].template.spec.containers[0].resources).toEqual({
      requests: { cpu: '200m', memory: '1Gi' },
      limits: { cpu: '1', memory: '1Gi' },
    }));
  test('take everything else as native Kubernetes JSON', () => {
    const template = {
      metadata: { labels: { team: 'ml' } },
      spec: {
        nodeSelector: { gpu: 'yes' },
        tolerations: [{ operator: 'Exists' }],
        imagePullSecrets: [{ name: 'pull' }],
        containers: [
          { name: 'ray-worker', env: [{ name: 'A', value: '1' }] },
          { name: 'sidecar', image: 'x' },
        ],
      },
    };
    const group = spec({
      workerGroups: [{ groupName: 'gpu', template, resources: { limits: { 'nvidia.com/gpu': k8s.Quantity.fromNumber(1) } } }],
    }).workerGroupSpecs[0];
    expect(group.template.metadata.labels).toMatchObject({ team: 'ml' });
    expect(group.template.spec).toMatchObject({
      nodeSelector: { gpu: 'yes' },
      tolerations: [{ operator: 'Exists' }],
      imagePullSecrets: [{ name: 'pull' }],
    });
    expect(group.template.spec.containers.map(({ name }: any) => name)).toEqual(['ray-worker', 'sidecar']);
    expect(group.template.spec.containers[0].resources).toEqual({ limits: { 'nvidia.com/gpu': 1 } });
  });
  test('carry a label by which they can be selected', () => {
    const cluster = testCluster({ metadata: { name: 'demo' }, workerGroups: [{ groupName: 'cpu' }] });
    for (const pod of cluster.pods) expect(pod.toJson().metadata.labels).toEqual({ 'cdk8s-ray-tls/cluster': 'demo' });
  });
  test('can be added to after the cluster is made', () => {
    const cluster = testCluster({ workerGroups: [{ groupName: 'cpu' }] });
    cluster.head.addContainer({ name: 'late', image: 'x' });
    cluster.workerGroup('cpu').addEnv({ name: 'LATE', value: '1' });
    const rendered = only('RayCluster', cluster).spec;
    expect(rendered.headGroupSpec.template.spec.containers.map(({ name }: any) => name)).toEqual(['ray-head', 'late']);
    expect(envNames(rendered.workerGroupSpecs[0].template.spec.containers[0])).toContain('LATE');
  });
  test('tell their role and group', () =>
    expect(testCluster({ workerGroups: [{ groupName: 'cpu' }] }).pods.map(({ role, groupName }) => [role, groupName])).toEqual([
      [RayPodRole.HEAD, 'headgroup'],
      [RayPodRole.WORKER, 'cpu'],
    ]));
});

describe('a worker group', () => {
  const group = (props: any, more = {}) => spec({ workerGroups: [{ groupName: 'cpu', ...props }], ...more }).workerGroupSpecs[0];
  test('has one worker by default, and may be scaled by hand', () =>
    expect(group({})).toMatchObject({ groupName: 'cpu', replicas: 1, minReplicas: 0, maxReplicas: 2147483647 }));
  test('has no fewer than its minimum', () => expect(group({ minReplicas: 3 })).toMatchObject({ replicas: 3, minReplicas: 3 }));
  test('begins under autoscaling with the fewest', () => {
    expect(group({ maxReplicas: 5 }, { autoscaling: {} }).replicas).toBe(0);
    expect(group({ minReplicas: 2, maxReplicas: 5 }, { autoscaling: {} }).replicas).toBe(2);
  });
  test('says itself what the API server would fill in, so that a second apply changes nothing', () => {
    const filledIn = { replicas: 1, minReplicas: 0, maxReplicas: 2147483647, numOfHosts: 1 };
    for (const kubeRayVersion of ['1.5', '1.6']) {
      const { template, groupName, rayStartParams, ...rest } = group({}, { kubeRayVersion });
      expect(rest).toEqual(filledIn);
    }
    expect(group({}, { kubeRayVersion: '1.7' })).toMatchObject({ ...filledIn, priority: 0 });
  });
  test('begins under autoscaling with the number that the caller insists on', () =>
    expect(group({ replicas: 2, maxReplicas: 5 }, { autoscaling: {} }).replicas).toBe(2));
  test('may have none', () => expect(group({ replicas: 0 }).replicas).toBe(0));
  test('may have replicas of several hosts', () => expect(group({ numOfHosts: 4 }).numOfHosts).toBe(4));
  test('passes parameters to ray start', () =>
    expect(group({ rayStartParams: { 'num-cpus': '3' } }).rayStartParams).toEqual({ 'num-cpus': '3' }));
});

describe('autoscaling', () => {
  test('is off by default', () => expect(spec().enableInTreeAutoscaling).toBeUndefined());
  test('takes its options in the form of KubeRay', () => {
    const autoscaling = { idleTimeout: Duration.minutes(5), options: { version: 'v2', env: [{ name: 'A', value: '1' }] } };
    const { enableInTreeAutoscaling, autoscalerOptions } = spec({ autoscaling });
    expect(enableInTreeAutoscaling).toBe(true);
    expect(autoscalerOptions).toMatchObject({ idleTimeoutSeconds: 300, version: 'v2' });
    expect(envNames(autoscalerOptions)).toEqual(['A', 'RAY_AUTH_MODE', ...TLS_VARIABLES]);
  });
  test('is secured where the base spec turns it on', () =>
    expect(envNames(spec({ baseSpec: { enableInTreeAutoscaling: true } }).autoscalerOptions)).toEqual(['RAY_AUTH_MODE', ...TLS_VARIABLES]));
});

const withHead = (...containers: object[]) => ({
  headGroupSpec: { template: { spec: { containers: containers.map((container, index) => ({ name: `c${index}`, ...container })) } } },
});

describe('the version of Ray', () => {
  test.each<[string, any, string]>([
    ['is the newest that was tried', {}, '2.58.0'],
    ['is as given', { rayVersion: '2.46.0' }, '2.46.0'],
    ['is in the tag of the image', { image: 'corp.example:5000/ml/ray:2.47.1-py311-gpu' }, '2.47.1'],
    [
      "is in the tag of the head's image",
      { head: { template: { spec: { containers: [{ name: 'r', image: 'x/ray:2.48.0' }] } } } },
      '2.48.0',
    ],
    ['is in the base spec', { baseSpec: { rayVersion: '2.49.0' } }, '2.49.0'],
    ['given beside an image that does not tell it', { image: 'corp/ray@sha256:0123', rayVersion: '2.50.0' }, '2.50.0'],
    [
      "given beside an image with somebody's own number",
      { image: 'registry.example.com/team/trainer:1.4.2', rayVersion: '2.52.0', workerGroups: [{ groupName: 'cpu' }] },
      '2.52.0',
    ],
    [
      'given beside such an image in the base spec',
      { baseSpec: { rayVersion: '2.52.0', ...withHead({ image: 'team/ray:1.4.2' }) } },
      '2.52.0',
    ],
    [
      'given beside such an image in a template',
      { rayVersion: '2.52.0', head: withHead({ image: 'team/trainer:3.0.1' }).headGroupSpec },
      '2.52.0',
    ],
  ])('%s', (_, props, version) => expect(spec(props).rayVersion).toBe(version));
  test('chooses the image', () =>
    expect(spec({ rayVersion: '2.46.0' }).headGroupSpec.template.spec.containers[0].image).toBe('rayproject/ray:2.46.0'));
});

describe('a base spec', () => {
  const baseSpec = {
    rayVersion: '2.46.0',
    headServiceAnnotations: { a: 'b' },
    headGroupSpec: {
      serviceType: 'ClusterIP',
      rayStartParams: { 'num-cpus': '0' },
      template: {
        spec: {
          containers: [
            { name: 'my-head', image: 'corp/ray:2.46.0', env: [{ name: 'A', value: '1' }] },
            { name: 'side', image: 'x' },
          ],
        },
      },
    },
    workerGroupSpecs: [
      {
        groupName: 'Small',
        replicas: 1,
        minReplicas: 0,
        maxReplicas: 3,
        template: { spec: { containers: [{ name: 'w', image: 'corp/ray:2.46.0' }] } },
      },
    ],
  };
  const before = JSON.stringify(baseSpec);
  const secured = spec({ baseSpec, workerGroups: [{ groupName: 'more' }] });

  test('is secured', () => {
    for (const { containers, initContainers } of templates(secured)) {
      expect(envNames(containers[0])).toEqual(expect.arrayContaining(TLS_VARIABLES));
      expect(initContainers[0].image).toBe(containers[0].image);
    }
  });
  test('is otherwise kept as it is', () => {
    expect(secured).toMatchObject({ rayVersion: '2.46.0', headServiceAnnotations: { a: 'b' } });
    expect(secured.headGroupSpec).toMatchObject({ serviceType: 'ClusterIP', rayStartParams: { 'num-cpus': '0' } });
    expect(secured.headGroupSpec.template.spec.containers.map(({ name }: any) => name)).toEqual(['my-head', 'side']);
    expect(secured.headGroupSpec.template.spec.containers[0].resources).toBeUndefined();
    expect(secured.workerGroupSpecs[0]).toMatchObject({ groupName: 'Small', maxReplicas: 3 });
  });
  test('gets further worker groups behind its own', () =>
    expect(secured.workerGroupSpecs.map(({ groupName }: any) => groupName)).toEqual(['Small', 'more']));
  test("is the caller's, and not touched", () => expect(JSON.stringify(baseSpec)).toBe(before));
});

describe('the cluster', () => {
  test('is named as asked, with the labels and annotations that were asked for', () =>
    expect(only('RayCluster', testCluster({ metadata: { name: 'demo', labels: { a: 'b' } } })).metadata).toEqual({
      name: 'demo',
      namespace: 'ray',
      labels: { a: 'b' },
    }));
  test('has a name that KubeRay accepts however long its path is', () => {
    const chart = new Chart(Testing.app(), 'a-very-long-chart-name-for-the-machine-learning-platform', { namespace: 'ray' });
    const cluster = testCluster({}, chart);
    expect(cluster.name.length).toBeLessThanOrEqual(53);
    expect(only('RayCluster', cluster).metadata.name).toBe(cluster.name);
  });
  test("knows the head's Service", () => {
    expect(testCluster({ metadata: { name: 'demo' } }).headServiceName).toBe('demo-head-svc');
    const baseSpec = { headGroupSpec: { headService: { metadata: { name: 'own' } } } };
    expect(testCluster({ baseSpec }).headServiceName).toBe('own');
  });
  test('passes GCS fault tolerance through', () =>
    expect(spec({ gcsFaultTolerance: { redisAddress: 'redis:6379' } }).gcsFaultToleranceOptions).toEqual({ redisAddress: 'redis:6379' }));
  test('works in a chart without a namespace, as nothing of signedBy needs one', () =>
    expect(only('RayCluster', testCluster({}, new Chart(Testing.app(), 'ray'))).metadata.namespace).toBeUndefined());
  test('two clusters may share one way to certificates, one chart and one CA', () => {
    const chart = testChart();
    const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
    new RayTlsCluster(chart, 'a', { tls });
    const cluster = new RayTlsCluster(chart, 'b', { tls });
    const names = synth(cluster).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });
  test('can be synthesized twice with the same result', () => {
    const yaml = () => {
      const app = new App();
      testCluster({ workerGroups: [{ groupName: 'cpu' }], autoscaling: {} }, new Chart(app, 'ray', { namespace: 'ray' }));
      return [app.synthYaml(), app.synthYaml()];
    };
    const [first, second] = yaml();
    expect(second).toBe(first);
    expect(yaml()).toEqual([first, first]);
  });
});
