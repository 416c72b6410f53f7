import { credentialInManifest as rule } from '../../../lib/audit/rules/credential-in-manifest';
import { complaints, headContainer, headPod, object, rayCluster, rayDeployment, rayJob, secret } from './support';

const withEnv = (...env: object[]) => rayCluster((spec) => headContainer(spec).env.push(...env));

test('compliant: references, switches, numbers, files and gaps', () => {
  const secretKeyRef = { name: 'token', key: 'auth_token' };
  const env = [
    { name: 'RAY_AUTH_TOKEN', valueFrom: { secretKeyRef } },
    { name: 'REDIS_PASSWORD', value: '$(FROM_ELSEWHERE)' },
    { name: 'RAY_AUTH_TOKEN_PATH', value: '/var/run/token' },
    { name: 'HF_TOKEN', value: '<your token>' },
    { name: 'MAX_TOKEN', value: '4096' },
    { name: 'CA_SECRET', value: 'ray-ca' },
    { name: 'WANDB_API_KEY', value: '' },
    { name: 'RAY_REDIS_ADDRESS', value: 'rediss://redis:6379' },
  ];
  expect(complaints(rule, [withEnv(...env)])).toEqual([]);
  expect(
    complaints(rule, [
      rayCluster((spec) => Object.assign(spec, { gcsFaultToleranceOptions: { redisPassword: { valueFrom: { secretKeyRef } } } })),
    ]),
  ).toEqual([]);
});

test.each([
  'RAY_AUTH_TOKEN',
  'REDIS_PASSWORD',
  'RAY_REDIS_PASSWORD',
  'AWS_SECRET_ACCESS_KEY',
  'HF_TOKEN',
  'OPENAI_API_KEY',
  'OAUTH_CLIENT_SECRET',
])('non-compliant: %s with its value', (name) => {
  const [found, ...more] = complaints(rule, [withEnv({ name, value: 'hunter2hunter2' })]);
  expect(more).toEqual([]);
  expect(found).toBe(
    `RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].env[4]: the value of ${name} of the head is written down`,
  );
  expect(found).not.toContain('hunter2');
});

test('non-compliant: the password of Redis in every place where it may be', () => {
  const options = (gcsFaultToleranceOptions: object) =>
    complaints(rule, [rayCluster((spec) => Object.assign(spec, { gcsFaultToleranceOptions }))]);
  expect(options({ redisAddress: 'redis:6379', redisPassword: { value: '5241590000000000' } })).toHaveLength(1);
  expect(options({ redisAddress: 'redis://:hunter2@redis:6379' })).toHaveLength(1);
  expect(
    complaints(rule, [rayCluster((spec) => Object.assign(spec.headGroupSpec, { rayStartParams: { 'redis-password': 'hunter2' } }))]),
  ).toHaveLength(1);
  expect(
    complaints(rule, [
      rayCluster((spec) => Object.assign(spec.headGroupSpec, { rayStartParams: { 'redis-password': '$REDIS_PASSWORD' } })),
    ]),
  ).toEqual([]);
  expect(complaints(rule, [rayDeployment('ray', 'ray start --head --redis-password=hunter2')])).toHaveLength(1);
  expect(complaints(rule, [withEnv({ name: 'RAY_REDIS_ADDRESS', value: 'redis://user:hunter2@redis:6379' })])).toHaveLength(1);
});

test('non-compliant: in an init container or sidecar of the pod', () => {
  const beside = rayCluster((spec) => headPod(spec).containers.push({ name: 'sidecar', env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] }));
  expect(complaints(rule, [beside])).toHaveLength(1);
});

test("non-compliant: the token's Secret in a manifest; compliant: one that an API server has", () => {
  const token = secret('token', { auth_token: 'c29tZXRoaW5n' });
  expect(complaints(rule, [token])).toEqual(["Secret ray/token: data['auth_token']: it holds the token of a Ray cluster in readable form"]);
  expect(complaints(rule, [{ ...token, metadata: { ...token.metadata, uid: 'a' } }])).toEqual([]);
  expect(complaints(rule, [object('Secret', 'token', { stringData: { auth_token: '' } })])).toEqual([]);
});

test('non-compliant: in the submitter of a job, its runtime environment, or a client', () => {
  const env = [{ name: 'RAY_AUTH_TOKEN', value: 'hunter2hunter2' }];
  const job = (more: object) => {
    const whole = rayJob();
    return complaints(rule, [{ ...whole, spec: { ...whole.spec, ...more } }]);
  };
  expect(job({ submitterPodTemplate: { spec: { containers: [{ name: 'submitter', env }] } } })).toHaveLength(1);
  expect(job({ runtimeEnvYAML: 'env_vars:\n  HF_TOKEN: hf_abcdefghij\n  COUNT: "5"\n' })).toEqual([
    'RayJob ray/train: spec.runtimeEnvYAML: the value of HF_TOKEN is written down',
  ]);
  expect(job({ runtimeEnvYAML: 'env_vars: {}\nworking_dir: "https://example.com/token.zip"\n' })).toEqual([]);
  const client = object(
    'Deployment',
    'web',
    { spec: { template: { spec: { containers: [{ name: 'web', image: 'web', env }] } } } },
    'apps/v1',
  );
  expect(complaints(rule, [client])).toHaveLength(1);
});

test('non-compliant: a token in a ConfigMap, or set by the command', () => {
  const valueFrom = { configMapKeyRef: { name: 'settings', key: 'token' } };
  expect(complaints(rule, [withEnv({ name: 'RAY_AUTH_TOKEN', valueFrom })])).toHaveLength(1);
  const starting = (command: string) => complaints(rule, [rayDeployment('ray', command)]);
  expect(starting('export RAY_AUTH_TOKEN=hunter2hunter2; ray start --head')).toHaveLength(1);
  expect(starting('export RAY_AUTH_TOKEN=$(cat /token); ray start --head')).toEqual([]);
  expect(starting('export RAY_AUTH_TOKEN="$TOKEN"; ray start --head')).toEqual([]);
});
