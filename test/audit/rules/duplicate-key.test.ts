import { duplicateKey as rule } from '../../../lib/audit/rules/duplicate-key';
import { complaints, headContainer, headPod, object, rayCluster, TLS_ENV, workerPod } from './support';

test('compliant: every key once', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('non-compliant: containers, volumes and variables by name, mounts by path; each once, however often it comes', () => {
  const cluster = rayCluster((spec) => {
    headPod(spec).containers.push({ name: 'head' });
    headPod(spec).volumes.push({ name: 'tls' }, { name: 'tls' });
    headContainer(spec).env.push({ name: 'RAY_USE_TLS', value: '0' });
    headContainer(spec).volumeMounts.push({ name: 'ca', mountPath: '/etc/ray/tls' });
    workerPod(spec).initContainers.push({ name: 'leaf' });
  });
  const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec';
  expect(complaints(rule, [cluster])).toEqual([
    `${HEAD}.containers: two items have the name 'head'`,
    `${HEAD}.volumes: two items have the name 'tls'`,
    `${HEAD}.containers[0].env: two items have the name 'RAY_USE_TLS'`,
    `${HEAD}.containers[0].volumeMounts: two items have the mountPath '/etc/ray/tls'`,
    "RayCluster ray/training: spec.workerGroupSpecs[0].template.spec.initContainers: two items have the name 'leaf'",
  ]);
});

test('non-compliant: the variables of the autoscaler', () => {
  const cluster = rayCluster((spec) => {
    spec.enableInTreeAutoscaling = true;
    spec.autoscalerOptions = { env: [...TLS_ENV, TLS_ENV[0]] };
  });
  expect(complaints(rule, [cluster])).toEqual([
    "RayCluster ray/training: spec.autoscalerOptions.env: two items have the name 'RAY_USE_TLS'",
  ]);
});

test('compliant: what is no Ray pod', () => {
  const spec = { containers: [{ name: 'a' }, { name: 'a' }] };
  expect(complaints(rule, [object('Pod', 'other', { spec })])).toEqual([]);
});
