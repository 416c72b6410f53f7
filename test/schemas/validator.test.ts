import { KUBERAY_VERSIONS, type KubeRayVersion } from './support/schema-sources';
import {
  certificate,
  job,
  policy,
  rayCluster,
  rayJob,
  rayService,
  role,
  rule,
  secret,
  service,
  workerGroup,
} from './support/valid-objects';
import { validateManifest } from './support/validate-manifest';

/** An object with one field changed, deep inside: `changed(pod, 'spec.containers.0.image', 1)`. */
function changed(object: any, path: string, value: unknown): any {
  const copy = JSON.parse(JSON.stringify(object));
  const keys = path.split('.');
  const last = keys.pop()!;
  keys.reduce((node, key) => node[key], copy)[last] = value;
  return copy;
}

function violations(object: unknown, kubeRay: KubeRayVersion = '1.7'): string[] {
  return validateManifest(object, { kubeRay });
}

const HEAD_CONTAINER = 'spec.headGroupSpec.template.spec.containers.0';
const POD_CONTAINER = 'spec.template.spec.containers.0';

describe.each(KUBERAY_VERSIONS)('schemas of KubeRay %s', (kubeRay) => {
  test.each([
    ['RayCluster', rayCluster],
    ['RayJob', rayJob],
    ['RayService', rayService],
  ])('a valid %s passes', (_kind, object) => {
    expect(violations(object, kubeRay)).toEqual([]);
  });

  test('an unknown field deep in a pod template is refused', () => {
    expect(violations(changed(rayCluster, `${HEAD_CONTAINER}.imagePolicy`, 'Always'), kubeRay)).toEqual([
      "RayCluster/ray /spec/headGroupSpec/template/spec/containers/0: unknown field 'imagePolicy'",
    ]);
    expect(violations(changed(rayJob, 'spec.rayClusterSpec.workerGroupSpecs.0.template.spec.volumes.0.emptyDir.size', 1), kubeRay)).toEqual(
      ["RayJob/ray /spec/rayClusterSpec/workerGroupSpecs/0/template/spec/volumes/0/emptyDir: unknown field 'size'"],
    );
    expect(violations(changed(rayService, 'spec.rayClusterConfig.headGroupSpec.template.metadata.label', {}), kubeRay)).toEqual([
      "RayService/ray /spec/rayClusterConfig/headGroupSpec/template/metadata: unknown field 'label'",
    ]);
  });

  test('an unknown field at the root and in the metadata is refused', () => {
    expect(violations(changed(rayCluster, 'specs', {}), kubeRay)).toEqual(["RayCluster/ray /: unknown field 'specs'"]);
    expect(violations(changed(rayCluster, 'metadata.label', {}), kubeRay)).toEqual(["RayCluster/ray /metadata: unknown field 'label'"]);
  });

  test.each([
    ['a number where text belongs', `${HEAD_CONTAINER}.image`, 1, 'containers/0/image: must be string'],
    ['text where a number belongs', 'spec.workerGroupSpecs.0.replicas', '2', 'workerGroupSpecs/0/replicas: must be integer'],
    ['more than 32 bits', 'spec.workerGroupSpecs.0.replicas', 2 ** 31, 'replicas: must match format "int32"'],
    ['null', 'spec.headGroupSpec.template', null, 'headGroupSpec/template: must be object'],
    ['a number as the value of a variable', `${HEAD_CONTAINER}.env.0.value`, 1, 'env/0/value: must be string'],
    ['a quantity that is none', `${HEAD_CONTAINER}.resources.limits.memory`, '2 GB', 'limits/memory: must match pattern'],
    ['an object as a quantity', `${HEAD_CONTAINER}.resources.limits.memory`, { value: '2Gi' }, 'limits/memory: must be integer,string'],
  ])('%s is refused', (_what, path, value, expected) => {
    expect(violations(changed(rayCluster, path, value), kubeRay)).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['variables', 'env', { name: 'RAY_USE_TLS', value: '0' }, 'same name ["RAY_USE_TLS"]'],
    ['mounts', 'volumeMounts', { name: 'other', mountPath: '/etc/ray/tls' }, 'same mountPath ["/etc/ray/tls"]'],
    ['ports, one with the default protocol', 'ports', { containerPort: 6379, protocol: 'TCP' }, '[6379,"TCP"]'],
  ])('two %s with one key are refused', (_what, list, item, expected) => {
    const [container] = rayCluster.spec.headGroupSpec.template.spec.containers as any[];
    expect(violations(changed(rayCluster, `${HEAD_CONTAINER}.${list}`, [...container[list], item]), kubeRay)).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  test('two ports with one number and different protocols pass', () => {
    const ports = [{ containerPort: 6379 }, { containerPort: 6379, protocol: 'UDP' }];
    expect(violations(changed(rayCluster, `${HEAD_CONTAINER}.ports`, ports), kubeRay)).toEqual([]);
  });

  test('a required field that is missing is refused, one with a default is not', () => {
    expect(violations(changed(rayCluster, 'spec.headGroupSpec', { rayStartParams: {} }), kubeRay)).toEqual([
      "RayCluster/ray /spec/headGroupSpec: must have required property 'template'",
    ]);
    const { minReplicas, maxReplicas, ...group } = workerGroup;
    expect(violations(changed(rayCluster, 'spec.workerGroupSpecs', [group]), kubeRay)).toEqual([]);
  });

  test('a version that is not served is refused', () => {
    expect(violations({ ...rayCluster, apiVersion: 'ray.io/v2' }, kubeRay)).toEqual([
      expect.stringContaining('no schema of ray.io/v2 RayCluster'),
    ]);
  });
});

test.each([
  ['tlsOptions', changed(rayCluster, 'spec.tlsOptions', { enabled: true }), ['1.7']],
  ['authOptions.mode', changed(rayCluster, 'spec.authOptions', { mode: 'token' }), ['1.5', '1.6', '1.7']],
  ['authOptions.secretName', changed(rayCluster, 'spec.authOptions', { mode: 'token', secretName: 'token' }), ['1.6', '1.7']],
])('%s passes only for the KubeRay versions that have it', (_field, object, having) => {
  expect(KUBERAY_VERSIONS.filter((kubeRay) => violations(object, kubeRay).length === 0)).toEqual(having);
});

test('a RayCronJob is known from KubeRay 1.6 on', () => {
  const cron = { ...rayJob, kind: 'RayCronJob', spec: { schedule: '0 * * * *', jobTemplate: rayJob.spec } };
  expect(violations(cron, '1.5')).toEqual([expect.stringContaining('no schema of ray.io/v1 RayCronJob (KubeRay 1.5')]);
  expect(violations(cron, '1.6')).toEqual([]);
  expect(violations(cron, '1.7')).toEqual([]);
});

describe('schemas of cert-manager, approver-policy and prometheus-operator', () => {
  test.each([
    ['Certificate', certificate],
    ['CertificateRequestPolicy', policy],
    ['PrometheusRule', rule],
  ])('a valid %s passes', (_kind, object) => {
    expect(violations(object)).toEqual([]);
  });

  test.each([
    ['an unknown field of a Certificate', certificate, 'spec.secretname', 'x', "Certificate/ray-ca /spec: unknown field 'secretname'"],
    [
      'an unknown rotation policy',
      certificate,
      'spec.privateKey.rotationPolicy',
      'Maybe',
      'must be equal to one of the allowed values (Never, Always)',
    ],
    ['a reference without a name', certificate, 'spec.issuerRef', { kind: 'Issuer' }, "must have required property 'name'"],
    ['an unknown field of a CertificateRequestPolicy', policy, 'spec.allowed.dnsName', {}, "unknown field 'dnsName'"],
    ['an unknown field of a PrometheusRule', rule, 'spec.groups.0.rules.0.severity', 'page', "unknown field 'severity'"],
    ['a duration that is none', rule, 'spec.groups.0.rules.0.for', '5 minutes', 'must match pattern'],
  ])('%s is refused', (_what, object, path, value, expected) => {
    expect(violations(changed(object, path, value))).toEqual([expect.stringContaining(expected)]);
  });
});

describe('schemas of Kubernetes', () => {
  test.each([
    ['Secret', secret],
    ['Service', service],
    ['Job', job],
    ['Role', role],
  ])('a valid %s passes', (_kind, object) => {
    expect(violations(object)).toEqual([]);
  });

  test.each([
    ['an unknown field at the root', secret, 'datas', {}, "Secret/ca-tls /: unknown field 'datas'"],
    ['an unknown field in the metadata', secret, 'metadata.label', {}, "Secret/ca-tls /metadata: unknown field 'label'"],
    [
      'an unknown field deep in a pod',
      job,
      `${POD_CONTAINER}.readinessProbe.httpGet.url`,
      '/',
      "readinessProbe/httpGet: unknown field 'url'",
    ],
    ['text that is not base64', secret, 'data.key', 'not base64', 'data/key: must match format "byte"'],
    ['a wrong type', role, 'rules.0.verbs', 'create', 'verbs: must be array'],
    ['a number as the value of a variable', job, `${POD_CONTAINER}.env.0.value`, 1, 'value: must be string'],
    ['a quantity that is none', job, `${POD_CONTAINER}.resources.limits.cpu`, '1 core', 'limits/cpu: must match format "quantity"'],
    ['a required field that is missing', job, `${POD_CONTAINER}.env.0`, { value: '1' }, "env/0: must have required property 'name'"],
    ['two variables of one name', job, `${POD_CONTAINER}.env`, [{ name: 'A' }, { name: 'A' }], 'same name ["A"]'],
    ['two ports, one with the default protocol', service, 'spec.ports', [{ port: 1 }, { port: 1, protocol: 'TCP' }], '[1,"TCP"]'],
  ])('%s is refused', (_what, object, path, value, expected) => {
    expect(violations(changed(object, path, value))).toContainEqual(expect.stringContaining(expected));
  });
});

describe('objects of no known kind', () => {
  test.each([
    ['kind of a known group', { ...rayCluster, kind: 'RayClutser' }],
    ['kind of Kubernetes', { ...secret, kind: 'Secrets' }],
    ['version of a kind of Kubernetes', { ...job, apiVersion: 'batch/v2' }],
    ['group', { ...secret, apiVersion: 'example.com/v1' }],
  ])('an unknown %s is refused', (_what, object) => {
    expect(violations(object)).toEqual([expect.stringContaining(`no schema of ${object.apiVersion} ${object.kind}`)]);
  });

  test.each([null, undefined, 'text', {}, { kind: 'Secret' }, { apiVersion: 'v1' }])('%j is refused', (object) => {
    expect(violations(object)).toEqual([expect.stringContaining('apiVersion and kind are required')]);
  });

  test('an object without a name is refused', () => {
    expect(violations({ ...secret, metadata: {} })).toEqual(['Secret/? /metadata: name or generateName is required']);
    expect(violations({ ...secret, metadata: { generateName: 'ca-' } })).toEqual([]);
  });
});

test('what is validated is not changed', () => {
  const before = JSON.stringify(rayCluster);
  violations(rayCluster);
  expect(JSON.stringify(rayCluster)).toBe(before);
});
