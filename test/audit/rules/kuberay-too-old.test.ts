import { kuberayTooOld as rule } from '../../../lib/audit/rules/kuberay-too-old';
import { complaints, rayCluster } from './support';

const under = (kubeRayVersion: string | undefined, fields: object) =>
  complaints(rule, [rayCluster((spec) => Object.assign(spec, fields))], { kubeRayVersion });
const unknown = (version: string, field: string, since: string) =>
  `RayCluster ray/training: spec.${field}: KubeRay ${version} does not know this field, ${since} does`;

test('compliant: a version that knows the fields, and none that is known', () => {
  const fields = { authOptions: { mode: 'token', secretName: 'x' }, tlsOptions: {}, networkPolicy: {}, upgradeStrategy: {} };
  expect(under('1.7', fields)).toEqual([]);
  expect(under(undefined, fields)).toEqual([]);
  expect(under('1.5.1', { authOptions: { mode: 'token' } })).toEqual([]);
});

test.each([
  ['1.5.0', { authOptions: {} }, 'authOptions', '1.5.1'],
  ['1.5.1', { authOptions: { secretName: 'x' } }, 'authOptions.secretName', '1.6'],
  ['1.5', { authOptions: { enableK8sTokenAuth: true } }, 'authOptions.enableK8sTokenAuth', '1.6'],
  ['1.5', { upgradeStrategy: {} }, 'upgradeStrategy', '1.6'],
  ['1.6.3', { tlsOptions: {} }, 'tlsOptions', '1.7'],
  ['1.6', { networkPolicy: {} }, 'networkPolicy', '1.7'],
])('non-compliant: %s with %p', (version, fields, field, since) => {
  expect(under(version, fields)).toEqual([unknown(version, field, since)]);
});
