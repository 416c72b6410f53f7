import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { RayTls, RayTlsCa, type RayTlsCluster, RayTlsJob } from '../../../lib';
import { synth, testChart, testCluster } from '../../support/synth';

/** A patch of the finished object, which no construct sees. */
function showCaKey(cluster: RayTlsCluster): void {
  const resource = cluster.node.findChild('Resource') as ApiObject;
  const mount = { name: 'ray-tls-ca', mountPath: '/oops' };
  resource.addJsonPatch(JsonPatch.add('/spec/headGroupSpec/template/spec/containers/0/volumeMounts/-', mount));
}

describe('what the escape hatches make is judged by the rules at synth', () => {
  test("the CA's key, mounted into a Ray container", () => {
    const cluster = testCluster();
    showCaKey(cluster);
    expect(() => synth(cluster)).toThrow(
      /^\[ray\/cluster\/Resource\] spec\.headGroupSpec\.template\.spec\..*\(ca-key-in-ray-container\)\. Fix: /,
    );
  });

  test('TLS taken off a worker by a patch', () => {
    const cluster = testCluster({ workerGroups: [{ groupName: 'cpu' }] });
    const resource = cluster.node.findChild('Resource') as ApiObject;
    resource.addJsonPatch(JsonPatch.remove('/spec/workerGroupSpecs/0/template/spec/containers/0/env'));
    expect(() => synth(cluster)).toThrow('tls-on-some-containers');
  });

  test('objects that have nothing to do with this library', () => {
    const chart = testChart();
    const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
    new RayTlsJob(chart, 'job', { tls, entrypoint: 'true' });
    const metadata = { name: 'key' };
    new ApiObject(chart, 'key', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
    } as any);
    expect(() => Testing.synth(chart)).toThrow('[ray/key]');
  });

  test('unless it is suppressed with a reason', () => {
    const cluster = testCluster({
      metadata: { name: 'demo', annotations: { 'cdk8s-ray-tls/suppress': 'ca-key-in-ray-container: a demonstration of what not to do' } },
    });
    showCaKey(cluster);
    expect(() => synth(cluster)).not.toThrow();
  });
});
