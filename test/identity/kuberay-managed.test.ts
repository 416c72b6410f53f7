import type { RayTlsClusterProps } from '../../lib/cluster/ray-tls-cluster';
import { RayTls } from '../../lib/identity/ray-tls';
import { only, synth, testChart, testCluster } from '../support/synth';

function managed(props: Partial<RayTlsClusterProps> = {}) {
  return testCluster({ kubeRayVersion: '1.7', workerGroups: [{ groupName: 'cpu' }], ...props, tls: RayTls.managedByKubeRay() });
}

test('the RayCluster asks KubeRay for its mTLS, and nothing else is made', () => {
  const cluster = managed({ autoscaling: {} });
  expect(synth(cluster).map(({ kind }) => kind)).toEqual(['RayCluster']);
  const { spec } = only('RayCluster', cluster);
  expect(spec.tlsOptions).toEqual({ enabled: true });
  expect(JSON.stringify(spec)).not.toMatch(/RAY_USE_TLS|RAY_TLS_|\/etc\/ray\/tls|ray-tls-/);
});

test.each(['1.5', '1.6', '1.6.2'])('KubeRay %s, which would run Ray without TLS, is refused', (kubeRayVersion) =>
  expect(() => managed({ kubeRayVersion })).toThrow(/\[ray\/cluster\] kubeRayVersion is '1\.[56].*': .*KubeRay 1\.7.*without TLS\. Fix: /),
);
test('the default KubeRay, which is older, is refused', () =>
  expect(() => managed({ kubeRayVersion: undefined })).toThrow(/kubeRayVersion is '1\.6'/));

describe('what collides with KubeRay is refused', () => {
  const mount = (volumeMount: object) => ({ spec: { containers: [{ name: 'ray', volumeMounts: [volumeMount] }] } });

  test.each<[string, Partial<RayTlsClusterProps>, RegExp]>([
    [
      'a mount at its path',
      { head: { template: mount({ name: 'mine', mountPath: '/etc/ray/tls' }) } },
      /headGroupSpec\.template\.spec\.containers\[0\]\.volumeMounts .*\/etc\/ray\/tls/,
    ],
    [
      'a mount of its name',
      { workerGroups: [{ groupName: 'cpu', template: mount({ name: 'ray-tls', mountPath: '/x' }) }] },
      /workerGroupSpecs\[0\]\.template/,
    ],
    [
      'a mount of the autoscaler at its path',
      { autoscaling: { options: { volumeMounts: [{ name: 'mine', mountPath: '/etc/ray/tls' }] } } },
      /autoscalerOptions\.volumeMounts/,
    ],
    [
      'a TLS variable',
      { head: { template: { spec: { containers: [{ name: 'ray', env: [{ name: 'RAY_USE_TLS', value: '0' }] }] } } } },
      /RAY_USE_TLS/,
    ],
    [
      'a TLS variable of the autoscaler',
      { autoscaling: { options: { env: [{ name: 'RAY_TLS_CA_CERT', value: 'x' }] } } },
      /RAY_TLS_CA_CERT/,
    ],
  ])('%s', (_, props, sentence) => expect(() => managed(props)).toThrow(sentence));

  test('what is added to a pod later', () => {
    const cluster = managed();
    cluster.head.addVolumeMount({ name: 'mine', mountPath: '/etc/ray/tls' });
    expect(() => synth(cluster)).toThrow(/\[ray\/cluster\] headGroupSpec.*KubeRay sets it itself/);
  });
  test('tlsOptions of a spec that another way secures, and the sentence names this way', () =>
    expect(() => testCluster({ baseSpec: { tlsOptions: { enabled: true } } })).toThrow(/RayTls\.managedByKubeRay\(\)/));
  test('a further leaf for a sidecar', () => {
    const leaf = { role: 'proxy', container: 'proxy-leaf', volume: 'proxy', services: [], dnsNames: [], reader: () => ({}) };
    expect(() => managed()._addHeadLeaf(leaf)).toThrow(
      /\[ray\/cluster\] RayTls\.managedByKubeRay: KubeRay issues no certificate for proxy/,
    );
  });
});

test('one choice may be used for several clusters', () => {
  const tls = RayTls.managedByKubeRay();
  for (const _ of [1, 2])
    expect(only('RayCluster', testCluster({ tls, kubeRayVersion: '1.7' }, testChart())).spec.tlsOptions).toEqual({ enabled: true });
});

test('workers cannot wait for the head in an init container that is not there', () =>
  expect(() => managed({ waitForHead: true })).toThrow(/\[ray\/cluster\] waitForHead is true: .* Fix: remove it/));
