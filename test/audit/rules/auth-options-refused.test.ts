import { authOptionsRefused as rule } from '../../../lib/audit/rules/auth-options-refused';
import { complaints, rayCluster, rayJob } from './support';

const kubernetes = { mode: 'token', enableK8sTokenAuth: true };
const using = (authOptions: object) => (spec: any) => {
  spec.authOptions = authOptions;
};

test('compliant: either of the two; a token of Ray for a job', () => {
  expect(complaints(rule, [rayCluster(using(kubernetes)), rayCluster(using({ mode: 'token', secretName: 'token' }))])).toEqual([]);
  expect(complaints(rule, [rayJob(using({ mode: 'token' }))])).toEqual([]);
});

test('non-compliant: both', () => {
  expect(complaints(rule, [rayCluster(using({ ...kubernetes, secretName: 'token' }))])).toEqual([
    'RayCluster ray/training: spec.authOptions: enableK8sTokenAuth and secretName exclude each other',
  ]);
});

test('non-compliant: tokens of Kubernetes for a job', () => {
  expect(complaints(rule, [rayJob(using(kubernetes))])).toEqual([
    'RayJob ray/train: spec.rayClusterSpec.authOptions: a RayJob cannot have enableK8sTokenAuth',
  ]);
});
