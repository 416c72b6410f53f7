import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { clusterSpec, headContainer, NOW, object, rayCluster, TLS_ENV, workerContainer } from '../rules/support';

/** What the rules say of a cluster whose Ray containers have these variables, beside what they say of TLS as it should be. */
function news(env: object[], objects: readonly object[] = [], more: object = {}): string[] {
  const ids = (...all: readonly object[]) => [
    ...new Set(
      audit(
        all.map((json) => new Manifest(json as any)),
        { now: NOW },
      ).findings.map(({ rule }) => rule.id),
    ),
  ];
  const known = ids(rayCluster());
  const cluster = rayCluster((spec) => {
    for (const container of [headContainer(spec), workerContainer(spec)]) Object.assign(container, { env }, more);
  });
  return ids(cluster, ...objects).filter((id) => !known.includes(id));
}

const VALUES = Object.fromEntries(TLS_ENV.map(({ name, value }) => [name, value]));
const from = (kind: 'configMapKeyRef' | 'secretKeyRef') =>
  TLS_ENV.map(({ name }) => ({ name, valueFrom: { [kind]: { name: 'tls-env', key: name } } }));
const configMap = (data: object) => object('ConfigMap', 'tls-env', { data });
const secret = (data: object) => object('Secret', 'tls-env', { stringData: data });

test('variables come from a ConfigMap or Secret of the set', () => {
  expect(news(from('configMapKeyRef'), [configMap(VALUES)])).toEqual([]);
  expect(news(from('secretKeyRef'), [secret(VALUES)])).toEqual([]);
  expect(news(from('configMapKeyRef'), [configMap({ ...VALUES, RAY_USE_TLS: '0' })])).toEqual([
    'grpc-port-unprotected',
    'tls-variables-incomplete',
  ]);
  expect(news(from('configMapKeyRef'), [configMap({ ...VALUES, RAY_TLS_CA_CERT: '/nowhere/ca.crt' })])).toEqual(['tls-files-not-mounted']);
});

test('what is not in the set is not known, and no finding', () => {
  expect(news(from('configMapKeyRef'))).toEqual([]);
  expect(news(from('secretKeyRef'), [configMap(VALUES)])).toEqual([]);
  expect(news([from('configMapKeyRef')[0], ...TLS_ENV.slice(1)])).toEqual([]);
  expect(news([TLS_ENV[0], ...from('configMapKeyRef').slice(1)])).toEqual([]);
  expect(news([], [], { envFrom: [{ configMapRef: { name: 'tls-env' } }] })).toEqual([]);
});

test('variables may be put together from others', () => {
  const files = (folder: string) => [
    { name: 'TLS_DIR', value: folder },
    TLS_ENV[0],
    ...['SERVER_CERT', 'SERVER_KEY', 'CA_CERT'].map((name) => ({ name: `RAY_TLS_${name}`, value: '$(TLS_DIR)/file' })),
  ];
  expect(news(files('/etc/ray/tls'))).toEqual([]);
  expect(news(files('/nowhere'))).toEqual(['tls-files-not-mounted']);
});

test('what comes by envFrom is known where its source is', () => {
  const whole = { envFrom: [{ configMapRef: { name: 'tls-env' } }] };
  expect(news([], [configMap(VALUES)], whole)).toEqual(['tls-variables-by-envfrom']);
  expect(news([], [configMap({ OTHER: '1' })], whole)).toEqual(['grpc-port-unprotected']);
});

test('the table of ports says that it does not know', () => {
  const spec = clusterSpec();
  headContainer(spec).env = from('configMapKeyRef');
  const cluster = { ...rayCluster(), spec };
  const { exposure } = audit([new Manifest(cluster)], { now: NOW });
  const gcs = exposure.find(({ port }) => port === '6379');
  expect(gcs).toMatchObject({ isUnknown: true, isOpen: false, guards: [] });
});

test('the autoscaler may have its variables from elsewhere too', () => {
  const scaled = rayCluster((spec) =>
    Object.assign(spec, { enableInTreeAutoscaling: true, autoscalerOptions: { envFrom: [{ secretRef: { name: 'tls-env' } }] } }),
  );
  const { findings } = audit([new Manifest(scaled)], { now: NOW });
  expect(findings.filter(({ rule }) => rule.id === 'autoscaler-without-tls')).toEqual([]);
});

test('a source of variables that has nothing to do with Ray hides nothing', () => {
  expect(news([], [], { envFrom: [{ secretRef: { name: 'aws-keys' } }] })).toEqual(['grpc-port-unprotected']);
});
