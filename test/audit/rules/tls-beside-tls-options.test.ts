import { tlsBesideTlsOptions as rule } from '../../../lib/audit/rules/tls-beside-tls-options';
import { complaints, headContainer, rayCluster, workerContainer } from './support';

const cluster = (tlsOptions: object | undefined, keep: boolean) =>
  rayCluster((spec) => {
    spec.tlsOptions = tlsOptions;
    for (const ray of [headContainer(spec), workerContainer(spec)]) {
      if (keep) continue;
      ray.env = [];
      ray.volumeMounts = [];
    }
    workerContainer(spec).env = [];
    workerContainer(spec).volumeMounts = [];
  });

test('compliant: one of the two', () => {
  expect(complaints(rule, [cluster({ enabled: true }, false)])).toEqual([]);
  expect(complaints(rule, [cluster(undefined, true)])).toEqual([]);
  expect(complaints(rule, [cluster({ enabled: false }, true)])).toEqual([]);
});

test('non-compliant: both', () => {
  const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0]';
  expect(complaints(rule, [cluster({ enabled: true }, true)])).toEqual([
    `${HEAD}.env: RAY_USE_TLS, RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY, RAY_TLS_CA_CERT set beside tlsOptions`,
    `${HEAD}.volumeMounts[0]: /etc/ray/tls is mounted beside tlsOptions`,
  ]);
});

test('non-compliant: a volume of the name that KubeRay gives its own', () => {
  const named = cluster({}, false);
  named.spec.headGroupSpec.template.spec.containers[0].volumeMounts = [{ name: 'ray-tls', mountPath: '/mine' }];
  expect(complaints(rule, [named])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].volumeMounts[0]: /mine is mounted beside tlsOptions',
  ]);
});

test('compliant: other mounts and variables', () => {
  const other = rayCluster((spec) => {
    spec.tlsOptions = {};
    for (const ray of [headContainer(spec), workerContainer(spec)]) {
      ray.env = [{ name: 'LOG', value: 'debug' }];
      ray.volumeMounts = [{ name: 'data', mountPath: '/data' }];
    }
  });
  expect(complaints(rule, [other])).toEqual([]);
});
