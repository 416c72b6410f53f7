import { autoscalerWithoutTls as rule } from '../../../lib/audit/rules/autoscaler-without-tls';
import { complaints, headContainer, rayCluster, TLS_ENV } from './support';

const autoscaling = (env?: unknown[], change: (spec: any) => void = () => {}) =>
  complaints(rule, [
    rayCluster((spec) => {
      spec.enableInTreeAutoscaling = true;
      spec.autoscalerOptions = env && { env };
      change(spec);
    }),
  ]);
const HERE = 'RayCluster ray/training: spec.autoscalerOptions.env: the head uses TLS, and here is no';

test('compliant: the same four variables', () => {
  expect(autoscaling(TLS_ENV)).toEqual([]);
});

test('compliant: no autoscaling, or no TLS', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
  expect(autoscaling([], (spec) => headContainer(spec).env.splice(0))).toEqual([]);
});

test('non-compliant: none of them, or some', () => {
  expect(autoscaling()).toEqual([`${HERE} RAY_USE_TLS, RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY, RAY_TLS_CA_CERT`]);
  expect(autoscaling(TLS_ENV.slice(0, 3))).toEqual([`${HERE} RAY_TLS_CA_CERT`]);
});

test('compliant: with tlsOptions, by which KubeRay does it', () => {
  expect(
    autoscaling([], (spec) => {
      spec.tlsOptions = { enabled: true };
    }),
  ).toEqual([]);
});
