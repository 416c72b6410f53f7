import { authOptionsWithoutMode as rule } from '../../../lib/audit/rules/auth-options-without-mode';
import { complaints, rayCluster } from './support';

const withOptions = (authOptions: unknown) =>
  complaints(rule, [
    rayCluster((spec) => {
      spec.authOptions = authOptions;
    }),
  ]);

test.each([[{ mode: 'token' }], [{ mode: 'disabled' }], [undefined]])('compliant: %p', (authOptions) => {
  expect(withOptions(authOptions)).toEqual([]);
});

test.each([[{}], [{ secretName: 'token' }], [{ mode: '' }]])('non-compliant: %p', (authOptions) => {
  expect(withOptions(authOptions)).toEqual(['RayCluster ray/training: spec.authOptions: there is no mode, so Ray asks nobody for a token']);
});
