import { tlsVariablesByEnvfrom as rule } from '../../../lib/audit/rules/tls-variables-by-envfrom';
import { complaints, object, rayCluster, rayDeployment, workerContainer } from './support';

const variables = object('ConfigMap', 'tls-env', { data: { RAY_USE_TLS: '1', RAY_TLS_CA_CERT: '/etc/ray/tls/ca.crt', LOG: 'debug' } });
const cluster = (source: object, env: unknown[] = []) =>
  rayCluster((spec) => {
    workerContainer(spec).env = env;
    workerContainer(spec).envFrom = [{ configMapRef: { name: 'other' } }, source];
  });
const PATH = 'RayCluster ray/training: spec.workerGroupSpecs[0].template.spec.containers[0].envFrom[1]';

test('compliant: written under env', () => {
  expect(complaints(rule, [rayCluster(), variables])).toEqual([]);
});

test('non-compliant: from a ConfigMap or a Secret', () => {
  expect(complaints(rule, [cluster({ configMapRef: { name: 'tls-env' } }), variables])).toEqual([
    `${PATH}: RAY_USE_TLS, RAY_TLS_CA_CERT of the worker group cpu come from 'tls-env'`,
  ]);
  const hidden = object('Secret', 'hidden', { stringData: { RAY_USE_TLS: '1' } });
  expect(complaints(rule, [cluster({ secretRef: { name: 'hidden' } }), hidden])).toEqual([
    `${PATH}: RAY_USE_TLS of the worker group cpu come from 'hidden'`,
  ]);
});

test('compliant: other variables, also those that a prefix makes of it; and what env says again', () => {
  expect(complaints(rule, [cluster({ configMapRef: { name: 'tls-env' }, prefix: 'MY_' }), variables])).toEqual([]);
  const env = [
    { name: 'RAY_USE_TLS', value: '1' },
    { name: 'RAY_TLS_CA_CERT', value: '/x' },
  ];
  expect(complaints(rule, [cluster({ configMapRef: { name: 'tls-env' } }, env), variables])).toEqual([]);
});

test('compliant: without KubeRay, which alone copies env', () => {
  const worker = rayDeployment('worker', 'ray start --address=head:6379', (pod) => {
    pod.containers[0].envFrom = [{ configMapRef: { name: 'tls-env' } }];
    pod.containers[0].env = [];
  });
  expect(complaints(rule, [worker, variables])).toEqual([]);
});

test('compliant: a source that names nothing, or nothing that is known, or an object of another group', () => {
  expect(complaints(rule, [cluster({}), variables])).toEqual([]);
  expect(complaints(rule, [cluster({ configMapRef: { name: 'absent' } }), variables])).toEqual([]);
  const foreign = { ...variables, apiVersion: 'example.com/v1' };
  expect(complaints(rule, [cluster({ configMapRef: { name: 'tls-env' } }), foreign])).toEqual([]);
});
