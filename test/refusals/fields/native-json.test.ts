import { testCluster } from '../../support/synth';

/** The message with which native JSON is refused, without the construct's path. */
function refused(props: object): string {
  try {
    testCluster(props as never);
  } catch (error) {
    return (error as Error).message.replace('[ray/cluster] ', '');
  }
  return 'accepted';
}

const container = (fields: object) => ({ head: { template: { spec: { containers: [{ name: 'ray-head', ...fields }] } } } });
const pod = (fields: object) => ({ head: { template: { spec: fields } } });
const group = (fields: object) => ({ baseSpec: { workerGroupSpecs: [{ groupName: 'cpu', ...fields }] } });

describe('a misspelled field is refused with the right spelling', () => {
  test.each([
    ['snake case', pod({ node_selector: {} }), 'head.template.spec.node_selector', "write 'nodeSelector'"],
    ['kebab case', pod({ 'node-selector': {} }), "head.template.spec['node-selector']", "write 'nodeSelector'"],
    ['capitals', pod({ hostIPc: true }), 'head.template.spec.hostIPc', "write 'hostIPC'"],
    ['singular', pod({ container: [] }), 'head.template.spec.container', "write 'containers'"],
    ['plural', group({ templates: {} }), 'baseSpec.workerGroupSpecs[0].templates', "write 'template'"],
    ['swapped letters', pod({ tolerationss: [], tolreations: [] }), 'head.template.spec.tolerationss', "write 'tolerations'"],
    ['singular of a list of groups', { baseSpec: { workerGroupSpec: [] } }, 'baseSpec.workerGroupSpec', "write 'workerGroupSpecs'"],
    ['shortened', { baseSpec: { autoscaler: {} } }, 'baseSpec.autoscaler', "write 'autoscalerOptions'"],
    ['in resources', { head: { resources: { limit: {} } } }, 'head.resources.limit', "write 'limits'"],
    [
      'in autoscaling.options',
      { autoscaling: { options: { idle_timeout_seconds: 1 } } },
      'autoscaling.options.idle_timeout_seconds',
      "write 'idleTimeoutSeconds'",
    ],
    ['in gcsFaultTolerance', { gcsFaultTolerance: { redisAdress: 'redis:6379' } }, 'gcsFaultTolerance.redisAdress', "write 'redisAddress'"],
  ])('%s', (_, props, what, fix) => {
    expect(refused(props)).toContain(`${what}: KubeRay 1.6 does not have this field, and the API server drops it. Fix: ${fix}`);
  });
});

describe('a misplaced field is refused with its place', () => {
  test.each([
    [{ head: { template: { tolerations: [] } } }, 'head.template.tolerations', 'move it to head.template.spec.tolerations'],
    [{ head: { template: { labels: {} } } }, 'head.template.labels', 'move it to head.template.metadata.labels'],
    [{ head: { template: { image: 'x' } } }, 'head.template.image', 'move it to head.template.spec.containers[0].image'],
    [
      group({ nodeSelector: {} }),
      'baseSpec.workerGroupSpecs[0].nodeSelector',
      'move it to baseSpec.workerGroupSpecs[0].template.spec.nodeSelector',
    ],
    [container({ volumes: [] }), 'head.template.spec.containers[0].volumes', 'move it to head.template.spec.volumes'],
    [container({ tolerations: [] }), 'head.template.spec.containers[0].tolerations', 'move it to head.template.spec.tolerations'],
    [pod({ env: [] }), 'head.template.spec.env', 'move it to head.template.spec.containers[0].env'],
    [{ baseSpec: { rayStartParams: {} } }, 'baseSpec.rayStartParams', 'move it to baseSpec.headGroupSpec.rayStartParams'],
    [{ head: { resources: { cpu: '1' } } }, 'head.resources.cpu', "write { limits: { 'cpu': ... } }"],
    [
      container({ runAsUser: 1000 }),
      'head.template.spec.containers[0].runAsUser',
      'move it to head.template.spec.containers[0].securityContext.runAsUser',
    ],
  ])('%j', (props, what, fix) => {
    expect(refused(props)).toContain(`${what}: KubeRay 1.6 does not have this field, and the API server drops it. Fix: ${fix}`);
  });
});

test('the spec of another kind, and a manifest around it, are refused by name', () => {
  expect(refused({ baseSpec: { entrypoint: 'python x.py', rayClusterSpec: {} } })).toBe(
    "baseSpec.entrypoint: it is a field of a RayJob, and the spec of a RayCluster is wanted here. Fix: pass the manifest's spec.rayClusterSpec, to a RayTlsJob if a RayJob is what you want.",
  );
  expect(refused({ baseSpec: { serveConfigV2: '' } })).toContain('it is a field of a RayService');
  expect(refused({ baseSpec: { jobTemplate: {} } })).toContain('it is a field of a RayCronJob');
  expect(refused({ baseSpec: { metadata: {}, spec: {} } })).toContain('baseSpec.metadata');
  expect(refused({ baseSpec: { spec: {} } })).toBe(
    "baseSpec.spec: it is the spec itself that is wanted here. Fix: pass the manifest's 'spec'.",
  );
});

describe('a field that this KubeRay does not have yet is refused with the version that has it', () => {
  test.each([
    ['1.6', { baseSpec: { historyServerOptions: {} } }, 'baseSpec.historyServerOptions', '1.7'],
    ['1.6', { gcsFaultTolerance: { backend: 'rocksdb' } }, 'gcsFaultTolerance.backend', '1.7'],
    ['1.6', { autoscaling: { options: { command: ['x'] } } }, 'autoscaling.options.command', '1.7'],
    ['1.6.2', group({ priority: 1 }), 'baseSpec.workerGroupSpecs[0].priority', '1.7'],
    ['1.6', { baseSpec: { headGroupSpec: { ingressOptions: {} } } }, 'baseSpec.headGroupSpec.ingressOptions', '1.7'],
    ['1.5', { baseSpec: { upgradeStrategy: { type: 'None' } } }, 'baseSpec.upgradeStrategy', '1.6'],
    ['1.5.0', { baseSpec: { authOptions: { mode: 'token' } } }, 'baseSpec.authOptions', '1.5.1'],
  ])('%s: %j', (kubeRayVersion, props, what, since) => {
    expect(refused({ ...props, kubeRayVersion })).toBe(
      `${what}: KubeRay has this field from ${since} on, and with KubeRay ${kubeRayVersion} the API server drops it. ` +
        `Fix: upgrade KubeRay and set kubeRayVersion: '${since}', or remove the field.`,
    );
    expect(refused({ ...props, kubeRayVersion: since })).not.toContain('this field');
  });

  test('one that a later KubeRay has no more is refused there', () => {
    const props = pod({ workloadRef: { name: 'a', podGroup: 'b' } });
    expect(refused({ ...props, kubeRayVersion: '1.6' })).toBe('accepted');
    expect(refused({ ...props, kubeRayVersion: '1.7' })).toContain('KubeRay does not have this field since 1.7');
  });
});

describe('a value of another type is refused with how it is written', () => {
  test.each([
    [
      container({ imagePullPolicy: true }),
      "head.template.spec.containers[0].imagePullPolicy is true: KubeRay expects a string here. Fix: write it in quotes: 'true'.",
    ],
    [
      container({ tty: 'true' }),
      "head.template.spec.containers[0].tty is 'true': KubeRay expects true or false here. Fix: write true without quotes.",
    ],
    [
      container({ ports: [{ containerPort: '8000' }] }),
      "head.template.spec.containers[0].ports[0].containerPort is '8000': KubeRay expects a whole number of 32 bits here. Fix: write 8000 without quotes.",
    ],
    [
      pod({ terminationGracePeriodSeconds: 1.5 }),
      'head.template.spec.terminationGracePeriodSeconds is 1.5: KubeRay expects a whole number here. Fix: write a whole number.',
    ],
    [
      container({ command: 'python x.py' }),
      "head.template.spec.containers[0].command is 'python x.py': KubeRay expects a list here. Fix: write a list: ['python x.py'].",
    ],
    [
      container({ env: { A: 'x' } }),
      'head.template.spec.containers[0].env: KubeRay expects a list here, not an object. Fix: write a list: [...].',
    ],
    [pod({ affinity: [] }), 'head.template.spec.affinity: KubeRay expects an object here, not a list. Fix: write an object: { ... }.'],
    [
      { head: { resources: { limits: { cpu: 0.5 } } } },
      "head.resources.limits.cpu is 0.5: KubeRay expects a quantity such as '500m', '1.5' or '2Gi' here. Fix: write it in quotes: '0.5'.",
    ],
    [
      { head: { resources: { limits: { memory: '2GB' } } } },
      "head.resources.limits.memory is '2GB': KubeRay expects a quantity such as '500m', '1.5' or '2Gi' here.",
    ],
    [container({ livenessProbe: { httpGet: { port: true } } }), 'httpGet.port is true: KubeRay expects a whole number or a string here.'],
    [
      { head: { template: { metadata: { labels: { a: 1 } } } } },
      "head.template.metadata.labels.a is 1: KubeRay expects a string here. Fix: write it in quotes: '1'.",
    ],
    [pod({ nodeSelector: { gpu: true } }), 'head.template.spec.nodeSelector.gpu is true: KubeRay expects a string here.'],
    [
      { baseSpec: { headGroupSpec: { rayStartParams: { 'num-cpus': 0 } } } },
      "baseSpec.headGroupSpec.rayStartParams['num-cpus'] is 0: KubeRay expects a string here. Fix: write it in quotes: '0'.",
    ],
  ])('%j', (props, line) => {
    expect(refused(props)).toContain(line);
  });

  test('a value that may be secret is not shown', () => {
    const message = refused(container({ env: [{ name: 'PIN', value: 123456 }] }));
    expect(message).toBe(
      "head.template.spec.containers[0].env[0].value: KubeRay expects a string here, not a number. Fix: write it in quotes: '...'.",
    );
    expect(refused({ gcsFaultTolerance: { redisAddress: 'r:6379', redisPassword: { value: 123456 } } })).not.toContain('123456');
    expect(refused({ gcsFaultTolerance: { redisAddress: 'r:6379', redisPassword: 'hunter2' } })).not.toContain('hunter2');
  });

  test('whole numbers and strings are quantities and ports', () => {
    for (const cpu of [1, '1', '500m', '1.5', '1e3', '2Gi', '0.5k'])
      expect(refused({ head: { resources: { limits: { cpu } } } })).toBe('accepted');
    for (const port of [80, 'http']) expect(refused(container({ livenessProbe: { httpGet: { port } } }))).toBe('accepted');
  });
});

describe('unknownFields', () => {
  const props = { baseSpec: { headGroupSpec: { foo: { bar: [1] } } } };

  test('takes a field that no table knows, with all that is in it, by the path of the error', () => {
    expect(refused(props)).toContain("Fix: remove it, or pass unknownFields: ['spec.headGroupSpec.foo'] if yours has it.");
    expect(refused({ ...props, unknownFields: ['spec.headGroupSpec.foo'] })).toBe('accepted');
  });

  test('takes it in each item of a list, and a field that only a newer KubeRay has', () => {
    const groups = { baseSpec: { workerGroupSpecs: ['a', 'b'].map((groupName) => ({ groupName, foo: 1, priority: 1 })) } };
    expect(refused({ ...groups, unknownFields: ['spec.workerGroupSpecs.foo', 'spec.workerGroupSpecs.priority'] })).toBe('accepted');
  });

  test('takes nothing beside it', () => {
    expect(refused({ ...props, unknownFields: ['spec.headGroupSpec.fo', 'spec.headGroupSpec.foo.baz', 'headGroupSpec.foo'] })).toContain(
      '.foo',
    );
  });
});

describe('what is added to a pod', () => {
  const cluster = testCluster({});
  const say = (action: () => void) => {
    try {
      action();
    } catch (error) {
      return (error as Error).message.replace('[ray/cluster] ', '');
    }
    return 'accepted';
  };

  test('is checked where it is added', () => {
    const { head } = cluster;
    expect(say(() => head.addEnv({ name: 'A', value: 5 }))).toBe(
      "addEnv to head.template: variable.value: KubeRay expects a string here, not a number. Fix: write it in quotes: '...'.",
    );
    expect(say(() => head.addVolume({ name: 'a', emptydir: {} }))).toContain(
      "addVolume to head.template: volume.emptydir: KubeRay 1.6 does not have this field, and the API server drops it. Fix: write 'emptyDir'.",
    );
    expect(say(() => head.addVolumeMount({ name: 'a', mount_path: '/x' }))).toContain("write 'mountPath'");
    expect(say(() => head.addContainer({ name: 'a', resources: { request: {} } }))).toContain('container.resources.request: KubeRay 1.6');
    expect(say(() => head.addInitContainer({ name: 'a', restartpolicy: 'Always' }))).toContain("write 'restartPolicy'");
    expect(say(() => head.addVolume({ name: 'a', foo: {} }))).toContain("unknownFields: ['spec.headGroupSpec.template.spec.volumes.foo']");
  });
});
