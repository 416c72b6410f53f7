import { tlsFilesNotMounted as rule } from '../../../lib/audit/rules/tls-files-not-mounted';
import { complaints, headContainer, rayCluster } from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].env';

test('compliant: below a mount, with or without a slash at its end', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
  const cluster = rayCluster((spec) => {
    headContainer(spec).volumeMounts[0].mountPath = '/etc/ray/tls/';
  });
  expect(complaints(rule, [cluster])).toEqual([]);
});

test('non-compliant: nothing is mounted there', () => {
  const cluster = rayCluster((spec) => {
    headContainer(spec).volumeMounts = [{ name: 'tls', mountPath: '/etc/ray/tl' }];
    headContainer(spec).env[3].value = '/etc/ray/tl/ca.crt';
  });
  expect(complaints(rule, [cluster])).toEqual([
    `${HEAD}: RAY_TLS_SERVER_CERT is /etc/ray/tls/tls.crt, and nothing is mounted there`,
    `${HEAD}: RAY_TLS_SERVER_KEY is /etc/ray/tls/tls.key, and nothing is mounted there`,
  ]);
});

test('compliant: a single file mounted at that very path; a path that is not known here; TLS that is off', () => {
  const cluster = rayCluster((spec) => {
    const ray = headContainer(spec);
    ray.volumeMounts = [{ name: 'tls', mountPath: '/etc/ray/tls/tls.crt', subPath: 'tls.crt' }];
    ray.env[2].value = '$(TLS_DIR)/tls.key';
    ray.env[3] = { name: 'RAY_TLS_CA_CERT', valueFrom: { configMapKeyRef: { name: 'paths', key: 'ca' } } };
  });
  expect(complaints(rule, [cluster])).toEqual([]);
  const off = rayCluster((spec) => {
    headContainer(spec).env[0].value = '0';
    headContainer(spec).volumeMounts = [];
  });
  expect(complaints(rule, [off])).toEqual([]);
});
