import { secretWithTwoWriters as rule } from '../../../lib/audit/rules/secret-with-two-writers';
import { certificate, complaints, rayCluster, rayJob, secret } from './support';

const asking = (options: object = {}) => rayCluster((spec) => Object.assign(spec, { authOptions: { mode: 'token', ...options } }));

test('compliant: a Secret each', () => {
  expect(complaints(rule, [secret('a', {}), certificate('b', {}), certificate('c', {}), asking()])).toEqual([]);
});

test('non-compliant: a Certificate and a Secret, or two Certificates', () => {
  expect(complaints(rule, [certificate('tls', {}), secret('tls', {})])).toEqual([
    "Certificate ray/tls: spec.secretName: Secret ray/tls writes the Secret 'tls' too",
  ]);
  expect(complaints(rule, [certificate('one', { secretName: 'tls' }), certificate('two', { secretName: 'tls' })])).toEqual([
    "Certificate ray/two: spec.secretName: Certificate ray/one writes the Secret 'tls' too",
  ]);
});

test('compliant: equal names in two namespaces', () => {
  const elsewhere = { ...secret('tls', {}), metadata: { name: 'tls', namespace: 'other' } };
  expect(complaints(rule, [certificate('tls', {}), elsewhere])).toEqual([]);
});

test('non-compliant: the name of the RayCluster, where KubeRay keeps its token', () => {
  expect(complaints(rule, [asking(), secret('training', {})])).toEqual([
    "RayCluster ray/training: spec.authOptions: Secret ray/training writes the Secret 'training' too",
  ]);
});

test('compliant: a token that is kept elsewhere, or is of a cluster whose name is not known', () => {
  expect(complaints(rule, [asking({ secretName: 'token' }), secret('training', {})])).toEqual([]);
  expect(complaints(rule, [asking({ enableK8sTokenAuth: true }), secret('training', {})])).toEqual([]);
  expect(complaints(rule, [rayJob((spec) => Object.assign(spec, { authOptions: { mode: 'token' } })), secret('train', {})])).toEqual([]);
});

test('compliant: Certificates that name no Secret', () => {
  const nameless = (name: string) => certificate(name, { secretName: undefined });
  expect(complaints(rule, [nameless('one'), nameless('two')])).toEqual([]);
});
