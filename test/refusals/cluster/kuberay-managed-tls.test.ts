import { requireKubeRayTls } from '../../../lib/refusals/cluster/kuberay-managed-tls';
import { refusal } from '../refusals';

const group = (container?: object) => ({ template: { spec: { containers: container === undefined ? [] : [container] } } });
const accept = (spec: object, version = '1.7') =>
  requireKubeRayTls('ray/cluster', { headGroupSpec: group(), tlsOptions: { enabled: true }, ...spec }, version);
const refused = (spec: object, version?: string) => refusal(() => accept(spec, version)).replace('[ray/cluster] ', '');
const BECAUSE = 'KubeRay sets it itself under tlsOptions, and refuses the cluster otherwise';

test('other variables and mounts are accepted, and groups that say little', () => {
  const other = { env: [{ name: 'LOG', value: 'x' }], volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  expect(() =>
    accept({ headGroupSpec: group(other), workerGroupSpecs: [group(other), group({})], autoscalerOptions: other }),
  ).not.toThrow();
  for (const headGroupSpec of [undefined, {}, { template: {} }, { template: { spec: {} } }])
    expect(() => accept({ headGroupSpec })).not.toThrow();
});

test('an older KubeRay is refused, as it would run Ray without TLS', () => {
  expect(refused({}, '1.6')).toBe(
    "kubeRayVersion is '1.6': RayTls.managedByKubeRay is for KubeRay 1.7 and newer, with the feature gate RayClusterMTLS on; an older one drops tlsOptions and runs Ray without TLS. Fix: set kubeRayVersion to the version that runs, or use RayTls.signedBy or RayTls.issuedBy.",
  );
});

test.each(['RAY_USE_TLS', 'RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT'])('%s is refused, wherever it is', (name) => {
  const container = { env: [{ name: 'LOG' }, { name }] };
  const message = (place: string) => `${place}.env is '${name}': ${BECAUSE}. Fix: remove it.`;
  expect(refused({ headGroupSpec: group(container) })).toBe(message('headGroupSpec.template.spec.containers[0]'));
  expect(refused({ workerGroupSpecs: [group(), group(container)] })).toBe(message('workerGroupSpecs[1].template.spec.containers[0]'));
  expect(refused({ autoscalerOptions: container })).toBe(message('autoscalerOptions'));
});

test.each([[{ name: 'ray-tls', mountPath: '/own' }], [{ name: 'own', mountPath: '/etc/ray/tls' }]])('the mount %j is refused', (mount) => {
  expect(refused({ headGroupSpec: group({ volumeMounts: [{ name: 'data', mountPath: '/data' }, mount] }) })).toBe(
    `headGroupSpec.template.spec.containers[0].volumeMounts is ${JSON.stringify(mount)}: ${BECAUSE}. Fix: mount another volume than 'ray-tls', at another path than /etc/ray/tls.`,
  );
});
