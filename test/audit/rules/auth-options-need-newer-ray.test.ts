import { authOptionsNeedNewerRay as rule } from '../../../lib/audit/rules/auth-options-need-newer-ray';
import { complaints, headContainer, rayCluster } from './support';

const asking = (rayVersion: string | undefined, options: object = {}, image = 'rayproject/ray:nightly') =>
  complaints(rule, [
    rayCluster((spec) => {
      spec.rayVersion = rayVersion;
      spec.authOptions = { mode: 'token', ...options };
      headContainer(spec).image = image;
    }),
  ]);
const HERE = 'RayCluster ray/training: spec.authOptions: Ray';

test('compliant: 2.52 for tokens, 2.55 for those of Kubernetes, and a version that nobody tells', () => {
  expect(asking('2.52.0')).toEqual([]);
  expect(asking('2.55.0', { enableK8sTokenAuth: true })).toEqual([]);
  expect(asking(undefined)).toEqual([]);
  expect(asking('newest')).toEqual([]);
  expect(asking('2.9.0', { mode: 'disabled' })).toEqual([]);
});

test('non-compliant: an older one, by rayVersion or by the image', () => {
  expect(asking('2.51.2')).toEqual([`${HERE} 2.51.2 cannot do it, 2.52.0 can`]);
  expect(asking('2.54.1', { enableK8sTokenAuth: true })).toEqual([`${HERE} 2.54.1 cannot do it, 2.55.0 can`]);
  expect(asking(undefined, {}, 'rayproject/ray:2.46.0-gpu')).toEqual([`${HERE} 2.46.0 cannot do it, 2.52.0 can`]);
});
