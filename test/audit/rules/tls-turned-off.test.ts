import { grpcPortUnprotected } from '../../../lib/audit/rules/grpc-port-unprotected';
import { tlsTurnedOff as rule } from '../../../lib/audit/rules/tls-turned-off';
import { tlsVariablesIncomplete } from '../../../lib/audit/rules/tls-variables-incomplete';
import { complaints, headContainer, headPod, object, rayCluster } from './support';

const starting = (command: string, more: object = {}) =>
  rayCluster((spec) => {
    spec.headGroupSpec.template.metadata.annotations = { 'ray.io/overwrite-container-cmd': 'true' };
    Object.assign(headContainer(spec), { command: ['/bin/bash', '-lc', '--'], args: [command] }, more);
  });
const HERE = 'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].args: the command of the head sets RAY_USE_TLS to';

test('compliant: a command that leaves it alone, or turns it on', () => {
  for (const command of [
    'ray start --head',
    'export RAY_USE_TLS=1; ray start --head',
    'RAY_USE_TLS="true" ray start --head',
    'echo "RAY_USE_TLS is on"; ray start --head',
    '# export RAY_USE_TLS=0\nray start --head',
  ]) {
    expect(complaints(rule, [starting(command)])).toEqual([]);
  }
});

test.each([
  ['export RAY_USE_TLS=0; ray start --head', '0'],
  ['export RAY_USE_TLS=0 && $KUBERAY_GEN_RAY_START_CMD', '0'],
  ['RAY_USE_TLS=false ray start --head', 'false'],
  ["export RAY_USE_TLS='0'\nray start --head", '0'],
  ['unset RAY_USE_TLS; ray start --head', ''],
  ['env -u RAY_USE_TLS ray start --head', ''],
  ['export RAY_USE_TLS=1; export RAY_USE_TLS=; ray start --head', ''],
])('non-compliant: %s', (command, value) => {
  expect(complaints(rule, [starting(command)])).toEqual([`${HERE} '${value}'`]);
  expect(complaints(grpcPortUnprotected, [starting(command)])).toHaveLength(1);
  expect(complaints(tlsVariablesIncomplete, [starting(command)])).toEqual([]);
});

test('non-compliant: without the annotation too, as KubeRay runs the command before `ray start`', () => {
  const cluster = rayCluster((spec) => Object.assign(headContainer(spec), { command: ['export RAY_USE_TLS=0'] }));
  expect(complaints(rule, [cluster])).toHaveLength(1);
});

test('non-compliant: in a script that the command runs', () => {
  const cluster = starting('. /scripts/env.sh && ray start --head', {
    volumeMounts: [
      { name: 'tls', mountPath: '/etc/ray/tls' },
      { name: 'scripts', mountPath: '/scripts' },
    ],
  });
  headPod(cluster.spec).volumes.push({ name: 'scripts', configMap: { name: 'scripts' } });
  const scripts = (data: object) => object('ConfigMap', 'scripts', { data });
  expect(complaints(rule, [cluster, scripts({ 'env.sh': 'export RAY_USE_TLS=0' })])).toHaveLength(1);
  expect(complaints(rule, [cluster, scripts({ 'env.sh': 'true', 'other.sh': 'export RAY_USE_TLS=0' })])).toEqual([]);
});

test('what the shell puts together is not known, and no finding', () => {
  expect(complaints(rule, [starting('export RAY_USE_TLS=$TLS; ray start --head')])).toEqual([]);
  expect(complaints(grpcPortUnprotected, [starting('export RAY_USE_TLS=$' + '{RAY_USE_TLS:-1}; ray start --head')])).toEqual([]);
});
