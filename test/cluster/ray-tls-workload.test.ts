import { ApiObject, Chart, Duration, JsonPatch, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { CertManagerIssuer } from '../../lib/ca/cert-manager/issuer';
import { KeyAlgorithm } from '../../lib/ca/key-algorithm';
import { RayTlsCa } from '../../lib/ca/ray-tls-ca';
import { RayTlsWorkload, type RayTlsWorkloadProps } from '../../lib/cluster/ray-tls-workload';
import { RayTls } from '../../lib/identity/ray-tls';
import { TrustBundle } from '../../lib/identity/trust-bundle';
import { only, synth, testChart } from '../support/synth';

const CONTAINER = { name: 'app', image: 'app:1' };

function deployment(chart: Chart, podSpec: object = { containers: [CONTAINER] }, id = 'app'): ApiObject {
  const template = { metadata: { labels: { app: id } }, spec: podSpec };
  return new ApiObject(chart, id, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { selector: { matchLabels: { app: id } }, template },
  });
}

function signed(chart: Chart): RayTls {
  return RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
}

/** The pod spec of the Deployment of a chart, after it has got its identity. */
function podSpec(given: object = { containers: [CONTAINER] }, props: Partial<RayTlsWorkloadProps> = {}): any {
  const chart = testChart();
  new RayTlsWorkload(chart, 'tls', { workload: deployment(chart, given), tls: signed(chart), ...props });
  return only('Deployment', chart).spec.template.spec;
}

function variable(container: any, name: string): unknown {
  return container.env.find((one: any) => one.name === name)?.value;
}

test('a Deployment that gets an identity', () => {
  const chart = testChart();
  new RayTlsWorkload(chart, 'tls', { workload: deployment(chart), tls: signed(chart), services: ['app'], dnsNames: ['app.example.com'] });
  expect(synth(chart)).toMatchSnapshot();
});

describe('the workload', () => {
  const job = { spec: { template: { spec: { restartPolicy: 'Never', containers: [CONTAINER] } } } };

  test.each<[string, string, object, (manifest: any) => any]>([
    ['Deployment', 'apps/v1', job, ({ spec }) => spec.template],
    ['StatefulSet', 'apps/v1', job, ({ spec }) => spec.template],
    ['DaemonSet', 'apps/v1', job, ({ spec }) => spec.template],
    ['Job', 'batch/v1', job, ({ spec }) => spec.template],
    ['CronJob', 'batch/v1', { spec: { schedule: '@daily', jobTemplate: job } }, ({ spec }) => spec.jobTemplate.spec.template],
  ])('may be a %s', (kind, apiVersion, fields, templateOf) => {
    const chart = testChart();
    const workload = new ApiObject(chart, 'app', { apiVersion, kind, ...fields });
    new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) });
    const { spec } = templateOf(only(kind, chart));
    expect(spec.initContainers.map(({ name }: any) => name)).toEqual(['ray-tls-leaf']);
    expect(variable(spec.containers[0], 'RAY_USE_TLS')).toBe('1');
    expect(spec.restartPolicy).toBe('Never');
  });

  test.each<[string, (chart: Chart) => kplus.Resource & { apiGroup: string }, (manifest: any) => any]>([
    ['Deployment', (chart) => new kplus.Deployment(chart, 'app', kplusProps()), ({ spec }) => spec.template],
    [
      'StatefulSet',
      (chart) => new kplus.StatefulSet(chart, 'app', { ...kplusProps(), service: headless(chart) }),
      ({ spec }) => spec.template,
    ],
    ['DaemonSet', (chart) => new kplus.DaemonSet(chart, 'app', kplusProps()), ({ spec }) => spec.template],
    ['Job', (chart) => new kplus.Job(chart, 'app', kplusProps()), ({ spec }) => spec.template],
    [
      'CronJob',
      (chart) => new kplus.CronJob(chart, 'app', { ...kplusProps(), schedule: { expressionString: '@daily' } as any }),
      ({ spec }) => spec.jobTemplate.spec.template,
    ],
  ])('may be a %s of cdk8s-plus, of which nothing is lost', (kind, make, templateOf) => {
    const plain = testChart();
    make(plain);
    const expected = templateOf(only(kind, plain)).spec;

    const chart = testChart();
    new RayTlsWorkload(chart, 'tls', { workload: make(chart), tls: signed(chart) });
    const { spec } = templateOf(only(kind, chart));
    const [init] = spec.initContainers;
    // Quantities and fields newer than 1.28 are what the classes of cdk8s-plus would drop.
    expect(init.resources).toEqual({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } });
    expect(spec.volumes).toContainEqual({ name: 'ray-tls', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
    expect(init.securityContext.runAsUser).toBe(1000);
    const { env, volumeMounts, ...container } = spec.containers[0];
    const { env: envBefore = [], volumeMounts: mountsBefore = [], ...containerBefore } = expected.containers[0];
    expect(container).toEqual(containerBefore);
    expect(env).toEqual(expect.arrayContaining(envBefore));
    expect(volumeMounts).toEqual(expect.arrayContaining(mountsBefore));
  });

  test('is not changed itself: the JSON that was passed in stays as it was', () => {
    const given = Object.freeze({ containers: Object.freeze([Object.freeze({ ...CONTAINER, env: Object.freeze([]) })]) });
    expect(podSpec(given).initContainers).toHaveLength(1);
    expect(given).toEqual({ containers: [{ ...CONTAINER, env: [] }] });
  });
  test('keeps its own init containers, behind the one that makes the leaf', () =>
    expect(podSpec({ initContainers: [{ name: 'migrate' }], containers: [CONTAINER] }).initContainers.map(({ name }: any) => name)).toEqual(
      ['ray-tls-leaf', 'migrate'],
    ));
  test('comes after what it needs', () => {
    const chart = testChart();
    new RayTlsWorkload(chart, 'tls', { workload: deployment(chart), tls: signed(chart) });
    expect(synth(chart).map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment']);
  });
  test('renders the same twice', () => {
    const chart = testChart();
    const workload = deployment(chart);
    new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) });
    expect(workload.toJson()).toEqual(workload.toJson());
  });
  test('may be patched afterwards where its pods are not concerned', () => {
    const chart = testChart();
    const workload = deployment(chart);
    new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) });
    workload.addJsonPatch(JsonPatch.add('/spec/replicas', 3));
    expect(only('Deployment', chart).spec).toMatchObject({
      replicas: 3,
      template: { spec: { initContainers: [{ name: 'ray-tls-leaf' }] } },
    });
  });

  describe('may be added to afterwards', () => {
    function added(
      change: (workload: ApiObject) => void,
      props: Partial<RayTlsWorkloadProps> = {},
      given: object = { containers: [CONTAINER] },
    ): any {
      const chart = testChart();
      const workload = deployment(chart, given);
      new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart), ...props });
      change(workload);
      return only('Deployment', chart).spec.template;
    }
    const patch = (path: string, value: unknown) => (workload: ApiObject) =>
      workload.addJsonPatch(JsonPatch.add(`/spec/template${path}`, value));

    test('a container of cdk8s-plus', () => {
      const chart = testChart();
      const workload = new kplus.Deployment(chart, 'app', kplusProps());
      new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) });
      workload.addContainer({ image: 'late:1', name: 'late' });
      workload.podMetadata.addLabel('late', 'yes');
      const { metadata, spec } = only('Deployment', chart).spec.template;
      expect(metadata.labels.late).toBe('yes');
      expect(spec.containers.map(({ name }: any) => name)).toEqual(['main', 'late']);
      expect(spec.initContainers[0].name).toBe('ray-tls-leaf');
      expect(variable(spec.containers[0], 'RAY_USE_TLS')).toBe('1');
    });
    test('variables, and init containers behind the one that makes the leaf', () => {
      const { spec } = added((workload) => {
        patch('/spec/containers/0/env', [{ name: 'A', value: '1' }])(workload);
        patch('/spec/initContainers', [{ name: 'late', image: 'x' }])(workload);
      });
      expect(variable(spec.containers[0], 'A')).toBe('1');
      expect(variable(spec.containers[0], 'RAY_USE_TLS')).toBe('1');
      expect(spec.initContainers.map(({ name }: any) => name)).toEqual(['ray-tls-leaf', 'late']);
    });
    test('another user and image, which the leaf follows', () => {
      const { spec } = added((workload) => {
        patch('/spec/securityContext', { runAsUser: 4711 })(workload);
        patch('/spec/containers/0/securityContext', { runAsUser: 4711 })(workload);
        patch('/spec/containers/0/image', 'app:2')(workload);
      });
      expect(spec.initContainers[0]).toMatchObject({ image: 'app:2', securityContext: { runAsUser: 4711 } });
    });
    test('but not another user for one of those who share the key', () =>
      expect(() =>
        added(
          patch('/spec/containers/1/securityContext', { runAsUser: 1 }),
          { containerNames: ['app', 'b'] },
          { containers: [CONTAINER, { ...CONTAINER, name: 'b' }] },
        ),
      ).toThrow(/\[ray\/tls\] containerNames\[1\] is 'b': it runs as user 1 /));
    test('but not what collides with the identity', () =>
      expect(() => added(patch('/spec/containers/0/env', [{ name: 'RAY_USE_TLS', value: '0' }]))).toThrow(/\[ray\/tls\] .*RAY_USE_TLS/));
    test('but not a container that speaks to Ray and has no identity', () =>
      expect(() => added(patch('/spec/containers/-', { name: 'late', image: 'x', command: ['ray', 'status'] }))).toThrow(
        /\[ray\/tls\] container 'late' of Deployment .*: by 'ray status' it speaks to Ray, .* Fix: add 'late' to containerNames\./,
      ));
    test('but neither a token of the API server, nor another ServiceAccount, where that requests certificates', () => {
      const issued = (change: (workload: ApiObject) => void) => {
        const chart = testChart();
        const workload = deployment(chart);
        new RayTlsWorkload(chart, 'tls', { workload, tls: RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'i', 'corp')) });
        change(workload);
        return synth(chart);
      };
      expect(() => issued(patch('/spec/automountServiceAccountToken', true))).toThrow(/automountServiceAccountToken/);
      expect(() => issued(patch('/spec/serviceAccountName', 'late'))).toThrow(
        /\[ray\/tls\] serviceAccountName of the pods is 'late': it was changed after .* Fix: name the ServiceAccount before/,
      );
    });
  });

  test.each<[string, string, object, (manifest: any) => any[]]>([
    ['Pod', 'v1', { spec: { containers: [CONTAINER] } }, (manifest) => [manifest]],
    ['Rollout', 'argoproj.io/v1alpha1', job, ({ spec }) => [spec.template]],
    ['DeploymentConfig', 'apps.openshift.io/v1', job, ({ spec }) => [spec.template]],
    ['Service', 'serving.knative.dev/v1', job, ({ spec }) => [spec.template]],
    ['Notebook', 'kubeflow.org/v1', job, ({ spec }) => [spec.template]],
    ['ReplicaSet', 'apps/v1', job, ({ spec }) => [spec.template]],
    [
      'LeaderWorkerSet',
      'leaderworkerset.x-k8s.io/v1',
      { spec: { leaderWorkerTemplate: { leaderTemplate: job.spec.template, workerTemplate: job.spec.template } } },
      ({ spec }) => [spec.leaderWorkerTemplate.leaderTemplate, spec.leaderWorkerTemplate.workerTemplate],
    ],
    [
      'LeaderWorkerSet',
      'leaderworkerset.x-k8s.io/v1',
      { spec: { leaderWorkerTemplate: { workerTemplate: job.spec.template } } },
      ({ spec }) => [spec.leaderWorkerTemplate.workerTemplate],
    ],
    [
      'JobSet',
      'jobset.x-k8s.io/v1alpha2',
      {
        spec: {
          replicatedJobs: [
            { name: 'a', template: job },
            { name: 'b', template: job },
          ],
        },
      },
      ({ spec }) => spec.replicatedJobs.map(({ template }: any) => template.spec.template),
    ],
    [
      'PyTorchJob',
      'kubeflow.org/v1',
      { spec: { pytorchReplicaSpecs: { Master: job.spec, Worker: job.spec } } },
      ({ spec }) => Object.values<any>(spec.pytorchReplicaSpecs).map(({ template }) => template),
    ],
    ['Job', 'batch.volcano.sh/v1alpha1', { spec: { tasks: [job.spec] } }, ({ spec }) => spec.tasks.map(({ template }: any) => template)],
  ])('may be a %s of %s, in each of its templates', (kind, apiVersion, fields, templatesOf) => {
    const chart = testChart();
    const workload = new ApiObject(chart, 'app', { apiVersion, kind, ...fields });
    new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) });
    const manifest = only(kind, chart);
    expect(manifest).toMatchObject({ apiVersion, kind, metadata: { namespace: 'ray' } });
    const templates = templatesOf(manifest);
    expect(templates.length).toBeGreaterThan(0);
    for (const { spec } of templates) {
      expect(spec.initContainers.map(({ name }: any) => name)).toEqual(['ray-tls-leaf']);
      expect(variable(spec.containers[0], 'RAY_USE_TLS')).toBe('1');
    }
  });

  test('has its first container by then', () => {
    const chart = testChart();
    const workload = new kplus.Deployment(chart, 'app');
    expect(() => new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) })).toThrow(
      /^\[ray\/tls\] Deployment '.*': it cannot be rendered as it is: PodSpec must have at least 1 container\. Fix: make the RayTlsWorkload when it has/,
    );
  });

  test('may be a Pod of cdk8s-plus, whose metadata stays', () => {
    const chart = testChart();
    const workload = new kplus.Pod(chart, 'app', { ...kplusProps(), metadata: { name: 'me', labels: { a: 'b' } } });
    new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) });
    const pod = only('Pod', chart);
    expect(pod.metadata).toMatchObject({ name: 'me', namespace: 'ray', labels: { a: 'b' } });
    expect(pod.spec.initContainers[0].name).toBe('ray-tls-leaf');
  });

  test('may be anything that says where its pod template is', () => {
    const chart = testChart();
    const workload = new ApiObject(chart, 'app', { apiVersion: 'example.com/v1', kind: 'Thing', spec: { roles: [job, job] } });
    new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart), podTemplatePath: 'spec.roles[*].spec.template' });
    for (const role of only('Thing', chart).spec.roles) expect(role.spec.template.spec.initContainers[0].name).toBe('ray-tls-leaf');
  });

  test('gets it in those of its templates alone that have such a container', () => {
    const chart = testChart();
    const template = (name: string) => ({ spec: { containers: [{ ...CONTAINER, name }] } });
    const leaderWorkerTemplate = { leaderTemplate: template('driver'), workerTemplate: template('helper') };
    const workload = new ApiObject(chart, 'app', {
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      spec: { leaderWorkerTemplate },
    });
    new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart), containerNames: ['driver'] });
    const { spec } = only('LeaderWorkerSet', chart);
    expect(spec.leaderWorkerTemplate.leaderTemplate.spec.initContainers).toHaveLength(1);
    expect(spec.leaderWorkerTemplate.workerTemplate).toEqual(template('helper'));
  });
});

function kplusProps() {
  return {
    containers: [
      {
        image: 'app:1',
        envVariables: { MODE: kplus.EnvValue.fromValue('web') },
        securityContext: { user: 1000 },
        resources: { cpu: { request: kplus.Cpu.millis(20) }, memory: { request: Size.mebibytes(64) } },
        liveness: kplus.Probe.fromHttpGet('/healthz', { port: 8000, periodSeconds: Duration.seconds(5) }),
      },
    ],
  };
}

function headless(chart: Chart): kplus.Service {
  return new kplus.Service(chart, 'service', { ports: [{ port: 8000 }] });
}

describe('a client', () => {
  const spec = podSpec();

  test('has a role of its own, for which the leaf carries no address and cannot pose as a server', () =>
    expect(variable(spec.initContainers[0], 'LEAF_ROLE')).toBe('client'));
  test('makes its leaf as the user who reads it, with its own image', () => {
    const [init] = podSpec({
      containers: [{ ...CONTAINER, securityContext: { runAsUser: 1234 }, imagePullPolicy: 'Always' }],
    }).initContainers;
    expect(init).toMatchObject({ image: 'app:1', imagePullPolicy: 'Always', securityContext: { runAsUser: 1234 } });
  });
  test('may have another image make its leaf, if the user is known', () => {
    const given = { securityContext: { runAsUser: 1234 }, containers: [{ ...CONTAINER, imagePullPolicy: 'Always' }] };
    const [init] = podSpec(given, { leafImage: 'rayproject/ray:2.58.0' }).initContainers;
    expect(init.image).toBe('rayproject/ray:2.58.0');
    expect(init).not.toHaveProperty('imagePullPolicy');
  });
  test('has the key of its CA in the init container alone', () => expect(JSON.stringify(spec.containers)).not.toContain('ray-tls-ca'));
  test('shares the leaf with no container that is not named', () => {
    const [app, sidecar] = podSpec({ containers: [CONTAINER, { name: 'sidecar', image: 'x' }] }).containers;
    expect(app.volumeMounts).toEqual([{ name: 'ray-tls', mountPath: '/etc/ray/tls', readOnly: true }]);
    expect(sidecar).toEqual({ name: 'sidecar', image: 'x' });
  });
  test('shares it with those that are named, and them alone', () => {
    const containers = [{ name: 'sidecar', image: 'x' }, CONTAINER, { ...CONTAINER, name: 'worker' }];
    const [sidecar, ...others] = podSpec({ containers }, { containerNames: ['app', 'worker'] }).containers;
    expect(sidecar).toEqual({ name: 'sidecar', image: 'x' });
    for (const container of others) expect(variable(container, 'RAY_USE_TLS')).toBe('1');
  });
});

test('Ray nodes get leaves with their addresses', () =>
  expect(variable(podSpec(undefined, { runsRay: true }).initContainers[0], 'LEAF_ROLE')).toBe('node'));

test('the names of Services and further names go into the leaf', () => {
  const [init] = podSpec(undefined, { services: ['a', 'b'], dnsNames: ['x.example.com'] }).initContainers;
  expect(variable(init, 'LEAF_SERVICES')).toBe('a,b');
  expect(variable(init, 'LEAF_DNS_NAMES')).toBe('x.example.com');
});

describe('RayTls.issuedBy', () => {
  test('lets its ServiceAccount request certificates, whose token the application does not get', () => {
    const chart = testChart();
    const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
    new RayTlsWorkload(chart, 'tls', { workload: deployment(chart), tls: RayTls.issuedBy(issuer) });
    const { spec } = only('Deployment', chart).spec.template;
    expect(only('RoleBinding', chart).subjects).toEqual([{ kind: 'ServiceAccount', name: spec.serviceAccountName, namespace: 'ray' }]);
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(JSON.stringify(spec.containers)).not.toContain('serviceaccount');
  });
});

describe('RayTls.renewedBy', () => {
  function renewed(options: Parameters<typeof RayTls.renewedBy>[1] = {}, props: Partial<RayTlsWorkloadProps> = {}): Chart {
    const chart = testChart();
    const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
    new RayTlsWorkload(chart, 'tls', { workload: deployment(chart), tls: RayTls.renewedBy(issuer, options), ...props });
    return chart;
  }

  test('mounts the Secret of a Certificate that renews by itself, without an init container', () => {
    const chart = renewed({}, { services: ['app'], dnsNames: ['app.example.com'] });
    const { spec } = only('Certificate', chart);
    expect(spec).toMatchObject({
      commonName: 'ray-client',
      dnsNames: ['app', 'app.ray', 'app.ray.svc', 'app.ray.svc.cluster.local', 'app.example.com'],
      usages: ['digital signature', 'client auth'],
      issuerRef: { name: 'corp-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
    });
    const pod = only('Deployment', chart).spec.template.spec;
    expect(pod.initContainers ?? []).toEqual([]);
    const items = ['tls.crt', 'tls.key', 'ca.crt'].map((key) => ({ key, path: key }));
    expect(pod.volumes).toEqual([{ name: 'ray-tls', projected: { sources: [{ secret: { name: spec.secretName, items } }] } }]);
    expect(pod.containers[0].volumeMounts).toEqual([{ name: 'ray-tls', mountPath: '/etc/ray/tls', readOnly: true }]);
  });
  test('names a client that nobody calls localhost', () => expect(only('Certificate', renewed()).spec.dnsNames).toEqual(['localhost']));
  test('takes the CA from a trust bundle where there is one', () => {
    const chart = renewed({ trustBundle: TrustBundle.fromTrustManager('corp', 'bundle.pem') });
    const [{ projected }] = only('Deployment', chart).spec.template.spec.volumes;
    expect(projected.sources[0].secret.items.map(({ path }: any) => path)).toEqual(['tls.crt', 'tls.key']);
    expect(projected.sources[1]).toEqual({ configMap: { name: 'corp', items: [{ key: 'bundle.pem', path: 'ca.crt' }] } });
  });
  test('has the life and the key that are asked for', () => {
    const options = { duration: Duration.days(10), renewBefore: Duration.days(3), keyAlgorithm: KeyAlgorithm.RSA_3072 };
    expect(only('Certificate', renewed(options)).spec).toMatchObject({
      duration: '240h',
      renewBefore: '72h',
      privateKey: { algorithm: 'RSA', size: 3072 },
      usages: ['digital signature', 'key encipherment', 'client auth'],
    });
  });
  test('is refused for Ray nodes, which are dialed by IP', () =>
    expect(() => renewed({}, { runsRay: true })).toThrow(
      /\[ray\/tls\] RayTls\.renewedBy: Ray dials every node by its pod's IP.* Fix: use RayTls\.issuedBy/,
    ));
});

describe('bad input', () => {
  const two = { containers: [CONTAINER, { name: 'other', image: 'other:1' }] };

  test.each<[string, object, Partial<RayTlsWorkloadProps>, RegExp]>([
    [
      'a container that is not there',
      { containers: [CONTAINER] },
      { containerNames: ['web'] },
      /containerNames\[0\] is 'web': the containers of Deployment '.*' are 'app'/,
    ],
    ['no container at all', { containers: [CONTAINER] }, { containerNames: [] }, /containerNames is \[\]: nobody would use/],
    [
      'containers of different images, whose users may differ',
      two,
      { containerNames: ['app', 'other'] },
      /containerNames\[1\] is 'other': .*one user alone can read/,
    ],
    [
      'containers of different users',
      { securityContext: { runAsUser: 1 }, containers: [CONTAINER, { ...CONTAINER, name: 'other', securityContext: { runAsUser: 2 } }] },
      { containerNames: ['app', 'other'] },
      /it runs as user 2 and 'app' as 1/,
    ],
    [
      'an image for a user who is unknown',
      { containers: [CONTAINER] },
      { leafImage: 'x' },
      /leafImage is 'x': the user of 'app' is known to its own image alone/,
    ],
    ['a DNS name that is none', { containers: [CONTAINER] }, { dnsNames: ['a b'] }, /dnsNames\[0\] is 'a b'/],
    ['a Service that is none', { containers: [CONTAINER] }, { services: ['a.b'] }, /services\[0\] is 'a\.b'/],
    [
      'TLS variables of its own',
      { containers: [{ ...CONTAINER, env: [{ name: 'RAY_USE_TLS', value: '1' }] }] },
      {},
      /RAY_USE_TLS: the RayTls way sets this variable/,
    ],
    [
      'something else at the path of the leaf',
      { containers: [{ ...CONTAINER, volumeMounts: [{ name: 'x', mountPath: '/etc/ray/tls' }] }] },
      {},
      /'\/etc\/ray\/tls' in Deployment/,
    ],
    [
      'KubeRay to manage it',
      { containers: [CONTAINER] },
      { tls: RayTls.managedByKubeRay() },
      /RayTls\.managedByKubeRay: KubeRay gives certificates to the pods of its own RayClusters alone/,
    ],
  ])('%s is refused', (_, given, props, sentence) => {
    expect(() => podSpec(given, props)).toThrow(sentence);
    expect(() => podSpec(given, props)).toThrow(/^\[ray\/tls\] .*Fix: /);
  });

  test('what is no workload is refused', () => {
    const chart = testChart();
    const workload = new ApiObject(chart, 'app', { apiVersion: 'ray.io/v1', kind: 'RayCluster', spec: {} });
    expect(() => new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) })).toThrow(
      /\[ray\/tls\] workload is 'RayCluster '.*' of ray\.io': .* Fix: use RayTlsCluster/,
    );
  });
  test('a workload of another namespace is refused', () => {
    const app = Testing.app();
    const workload = deployment(new Chart(app, 'other', { namespace: 'other' }));
    const chart = new Chart(app, 'ray', { namespace: 'ray' });
    expect(() => new RayTlsWorkload(chart, 'tls', { workload, tls: signed(chart) })).toThrow(
      /it is in namespace 'other', and what its pods need .* to 'ray'/,
    );
  });
  test('two identities for one workload are refused', () => {
    const chart = testChart();
    const workload = deployment(chart);
    const tls = signed(chart);
    new RayTlsWorkload(chart, 'tls', { workload, tls });
    expect(() => new RayTlsWorkload(chart, 'again', { workload, tls })).toThrow(/\[ray\/again\] .*RAY_USE_TLS/);
  });
});
