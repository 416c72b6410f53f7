import { grpcPortUnprotected as rule } from '../../../lib/audit/rules/grpc-port-unprotected';
import { complaints, headContainer, networkPolicy, rayCluster, rayDeployment, workerContainer } from './support';

const withoutTls = (change: (spec: any) => void = () => {}) =>
  rayCluster((spec) => {
    for (const ray of [headContainer(spec), workerContainer(spec)]) ray.env = [];
    change(spec);
  });
const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec: nothing protects';

test('compliant: TLS', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('compliant: tlsOptions, a token, or a network policy', () => {
  expect(complaints(rule, [withoutTls((spec) => Object.assign(spec, { tlsOptions: { enabled: true } }))])).toEqual([]);
  expect(complaints(rule, [withoutTls((spec) => Object.assign(spec, { authOptions: { mode: 'token' } }))])).toEqual([]);
  expect(complaints(rule, [withoutTls(), networkPolicy({ matchLabels: { 'ray.io/cluster': 'training' } })])).toEqual([]);
});

test('non-compliant: none of them', () => {
  expect(complaints(rule, [withoutTls()])).toEqual([`${HEAD} 6379 (GCS) and 10001 (Ray Client) of the head`]);
});

test('non-compliant: authOptions without a mode, tlsOptions that are off', () => {
  const halfway = withoutTls((spec) => Object.assign(spec, { authOptions: {}, tlsOptions: { enabled: false } }));
  expect(complaints(rule, [halfway])).toHaveLength(1);
});

test('the ports are those of the parameters', () => {
  const moved = withoutTls((spec) => {
    spec.headGroupSpec.rayStartParams = { port: '6380', 'ray-client-server-port': '10002' };
  });
  expect(complaints(rule, [moved])).toEqual([`${HEAD} 6380 (GCS) and 10002 (Ray Client) of the head`]);
});

test('non-compliant: a head on a Deployment; compliant: its clients', () => {
  const plain = (pod: any) => pod.containers[0].env.splice(0);
  expect(
    complaints(rule, [rayDeployment('web', 'gunicorn app', plain), rayDeployment('head', 'ray start --head --port=6400', plain)]),
  ).toEqual(['Deployment ray/head: spec.template.spec: nothing protects 6400 (GCS) and 10001 (Ray Client) of the Deployment head']);
});
