import { publishedSampleToken as rule } from '../../../lib/audit/rules/published-sample-token';
import { complaints, headContainer, object, rayCluster, secret } from './support';

const PUBLISHED = 'super-secret-example-token';

test('compliant: a token of your own, and the published text elsewhere', () => {
  expect(complaints(rule, [secret('token', { auth_token: 'Zm9v' })])).toEqual([]);
  expect(complaints(rule, [object('ConfigMap', 'docs', { data: { auth_token: PUBLISHED } })])).toEqual([]);
});

test('non-compliant: in a Secret, plain or in base64, with or without a line end', () => {
  const here = (field: string) => `Secret ray/token: ${field}['auth_token']: it holds the token of KubeRay's public sample`;
  expect(complaints(rule, [object('Secret', 'token', { stringData: { auth_token: PUBLISHED } })])).toEqual([here('stringData')]);
  expect(complaints(rule, [secret('token', { auth_token: `${PUBLISHED}\n` })])).toEqual([here('data')]);
  expect(complaints(rule, [secret('token', { auth_token: 'raycluster_secret' })])).toEqual([here('data')]);
});

test('non-compliant: in the variable; told once where that refers to the Secret', () => {
  const withToken = (variable: object) => rayCluster((spec) => headContainer(spec).env.push({ name: 'RAY_AUTH_TOKEN', ...variable }));
  expect(complaints(rule, [withToken({ value: PUBLISHED })])).toHaveLength(1);
  const referring = withToken({ valueFrom: { secretKeyRef: { name: 'token', key: 'auth_token' } } });
  expect(complaints(rule, [referring, secret('token', { auth_token: PUBLISHED })])).toHaveLength(1);
});
