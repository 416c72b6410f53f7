import { tlsVariablesIncomplete as rule } from '../../../lib/audit/rules/tls-variables-incomplete';
import { complaints, headContainer, rayCluster, rayDeployment, rayJob, TLS_ENV } from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].env';
const withEnv = (env: unknown[]) =>
  complaints(rule, [
    rayCluster((spec) => {
      headContainer(spec).env = env;
    }),
  ]);

test('compliant: all four, or none', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
  expect(withEnv([])).toEqual([]);
});

test('non-compliant: RAY_USE_TLS alone', () => {
  expect(withEnv(TLS_ENV.slice(0, 1))).toEqual([
    `${HEAD}: RAY_USE_TLS is set, and RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY, RAY_TLS_CA_CERT not`,
  ]);
});

test.each([['true'], ['TRUE'], ['1']])('RAY_USE_TLS is on with %s', (value) => {
  expect(withEnv([{ name: 'RAY_USE_TLS', value }, ...TLS_ENV.slice(2)])).toEqual([
    `${HEAD}: RAY_USE_TLS is set, and RAY_TLS_SERVER_CERT not`,
  ]);
});

test.each([['0'], [undefined], ['yes']])('non-compliant: the files, and RAY_USE_TLS is %s', (value) => {
  expect(withEnv([{ name: 'RAY_USE_TLS', value }, ...TLS_ENV.slice(1)])).toEqual([
    `${HEAD}: RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY, RAY_TLS_CA_CERT set, and RAY_USE_TLS is not '1'`,
  ]);
});

test('non-compliant: a client on a Deployment', () => {
  const web = rayDeployment('web', 'gunicorn app', (pod) => pod.containers[0].env.splice(3));
  expect(complaints(rule, [web])).toEqual([
    'Deployment ray/web: spec.template.spec.containers[0].env: RAY_USE_TLS is set, and RAY_TLS_CA_CERT not',
  ]);
});

test('what comes by envFrom is left to another rule', () => {
  const cluster = rayCluster((spec) => {
    headContainer(spec).env.splice(1);
    headContainer(spec).envFrom = [{ configMapRef: { name: 'tls' } }];
  });
  expect(complaints(rule, [cluster])).toEqual([]);
});

test('compliant: a sidecar of a node, and the submitter of a job, which are no nodes', () => {
  const alone = { name: 'other', env: [{ name: 'RAY_USE_TLS', value: '1' }] };
  expect(complaints(rule, [rayCluster((spec) => spec.headGroupSpec.template.spec.containers.push(alone))])).toEqual([]);
  const job = rayJob();
  job.spec.submitterPodTemplate = { spec: { containers: [alone] } };
  expect(complaints(rule, [job])).toEqual([]);
});
