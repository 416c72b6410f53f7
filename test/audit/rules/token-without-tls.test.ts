import { tokenWithoutTls as rule } from '../../../lib/audit/rules/token-without-tls';
import { complaints, headContainer, object, rayCluster, rayDeployment, workerContainer } from './support';

const withoutTls = (more: object = { authOptions: { mode: 'token' } }) =>
  rayCluster((spec) => {
    Object.assign(spec, more);
    for (const container of [headContainer(spec), workerContainer(spec)]) container.env = [];
  });

test('compliant: a token beside TLS, or no token', () => {
  expect(complaints(rule, [rayCluster((spec) => Object.assign(spec, { authOptions: { mode: 'token' } }))])).toEqual([]);
  expect(complaints(rule, [withoutTls({})])).toEqual([]);
  expect(complaints(rule, [withoutTls({ authOptions: { mode: 'token' }, tlsOptions: { enabled: true } })])).toEqual([]);
});

test('non-compliant: a token alone, by authOptions or by the variable', () => {
  expect(complaints(rule, [withoutTls()])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec: the head asks for a token, and does not use TLS',
    'RayCluster ray/training: spec.workerGroupSpecs[0].template.spec: the worker group cpu asks for a token, and does not use TLS',
  ]);
  const own = rayDeployment('ray', 'ray start --head', (spec) => {
    spec.containers[0].env = [{ name: 'RAY_AUTH_MODE', value: 'token' }];
  });
  expect(complaints(rule, [own])).toHaveLength(1);
});

test('compliant: TLS that may come from a ConfigMap that is not there', () => {
  const cluster = withoutTls();
  for (const container of [headContainer(cluster.spec), workerContainer(cluster.spec)]) {
    container.env = [{ name: 'RAY_USE_TLS', valueFrom: { configMapKeyRef: { name: 'tls', key: 'use' } } }];
  }
  expect(complaints(rule, [cluster])).toEqual([]);
  expect(complaints(rule, [cluster, object('ConfigMap', 'tls', { data: { use: '0' } })])).toHaveLength(2);
});
