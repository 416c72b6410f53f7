import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { auditAtSynth } from '../../../lib/audit/cdk8s/at-synth';
import { scratchFolder } from '../../support/openssl';
import { clusterSpec, rayCluster, workerContainer } from '../rules/support';

function app(...manifests: any[]): { app: App; chart: Chart } {
  const root = new App({ outdir: scratchFolder() });
  const chart = new Chart(root, 'ray');
  manifests.forEach((manifest, index) => {
    new ApiObject(chart, `object-${index}`, manifest);
  });
  auditAtSynth(chart);
  return { app: root, chart };
}

const broken = () => rayCluster((spec) => workerContainer(spec).env.splice(0));
const MESSAGE =
  /^\[ray\/object-0\] spec\.workerGroupSpecs\[0\].*: RAY_USE_TLS is not set for the worker group cpu, and it is for the head \(tls-on-some-containers\)\. Fix: .+\.$/;

test('a broken rule of severity error stops the synth, with the path of the construct', () => {
  expect(() => app(broken()).app.synth()).toThrow(MESSAGE);
  expect(() => Testing.synth(app(broken()).chart)).toThrow(MESSAGE);
});

test('warnings do not, nor does what is suppressed with a reason', () => {
  expect(() => app(rayCluster()).app.synth()).not.toThrow();
  const suppressed = broken();
  suppressed.metadata.annotations = { 'cdk8s-ray-tls/suppress': 'tls-on-some-containers: the workers are in a mesh' };
  expect(() => app(suppressed).app.synth()).not.toThrow();
});

test('objects are judged together', () => {
  const certificate = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name: 'tls' }, spec: { secretName: 'tls' } };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tls' } };
  expect(() => app(certificate, secret).app.synth()).toThrow('(secret-with-two-writers)');
  expect(() => app(certificate).app.synth()).not.toThrow();
});

test('what is added between two synths of one app is seen', () => {
  const { app: root, chart } = app(rayCluster());
  root.synth();
  new ApiObject(chart, 'late', { ...broken(), metadata: { name: 'late' } });
  expect(() => root.synth()).toThrow('[ray/late]');
});

test('what is changed after the running code came to its end is seen', async () => {
  const root = new App({ outdir: scratchFolder() });
  const chart = new Chart(root, 'ray');
  const spec = clusterSpec();
  new ApiObject(chart, 'object-0', { apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata: { name: 'a' }, spec });
  auditAtSynth(chart);
  root.synth();
  workerContainer(spec).env.splice(0);
  await Promise.resolve();
  expect(() => root.synth()).toThrow('(tls-on-some-containers)');
});

test('the version of KubeRay counts, unless two constructs tell two', () => {
  const manifest = rayCluster((spec) => Object.assign(spec, { tlsOptions: { enabled: false } }));
  const { app: root, chart } = app(manifest);
  auditAtSynth(chart, '1.6');
  expect(() => root.synth()).toThrow('KubeRay 1.6 does not know this field, 1.7 does (kuberay-too-old)');
  auditAtSynth(chart, '1.7');
  expect(() => root.synth()).not.toThrow();
});

test('every object with a broken rule has its line', () => {
  const other = { ...broken(), metadata: { name: 'other', namespace: 'ray' } };
  const { chart } = app(broken(), other);
  const lines = () => {
    try {
      Testing.synth(chart);
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return [];
  };
  expect(lines().map((line) => line.split(' ')[0])).toEqual(['[ray/object-0]', '[ray/object-1]']);
});
