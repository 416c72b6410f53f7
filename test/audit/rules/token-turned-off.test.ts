import { grpcPortUnprotected } from '../../../lib/audit/rules/grpc-port-unprotected';
import { httpPortUnprotected } from '../../../lib/audit/rules/http-port-unprotected';
import { tokenTurnedOff as rule } from '../../../lib/audit/rules/token-turned-off';
import { complaints, headContainer, rayCluster } from './support';

const withMode = (change: (container: any) => void) =>
  rayCluster((spec) => {
    spec.authOptions = { mode: 'token' };
    change(headContainer(spec));
  });
const variable = (value: string) => withMode((container) => container.env.push({ name: 'RAY_AUTH_MODE', value }));

test('compliant: the variable is left to KubeRay, or says the same', () => {
  expect(complaints(rule, [withMode(() => {})])).toEqual([]);
  expect(complaints(rule, [variable('token')])).toEqual([]);
});

test.each(['disabled', '', 'k8s'])("non-compliant: '%s'", (value) => {
  expect(complaints(rule, [variable(value)])).toEqual([
    `RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].env: RAY_AUTH_MODE is '${value}' for the head, and authOptions ask for a token`,
  ]);
  expect(complaints(httpPortUnprotected, [variable(value)]).join()).toContain('8265');
});

test('non-compliant: by the command; and the gRPC ports are open then without TLS', () => {
  const cluster = withMode((container) => Object.assign(container, { env: [], command: ['export RAY_AUTH_MODE=disabled'] }));
  expect(complaints(rule, [cluster])).toHaveLength(1);
  expect(complaints(grpcPortUnprotected, [cluster])).toHaveLength(1);
});

test('compliant: without authOptions nothing is turned off', () => {
  expect(complaints(rule, [rayCluster((spec) => headContainer(spec).env.push({ name: 'RAY_AUTH_MODE', value: 'disabled' }))])).toEqual([]);
});
