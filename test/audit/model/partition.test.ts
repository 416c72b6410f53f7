import { join } from 'node:path';
import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { grpcPortUnprotected } from '../../../lib/audit/rules/grpc-port-unprotected';
import { headContainer, NOW, object, rayCluster, workerContainer } from '../rules/support';

const cluster = (name = 'training', namespace?: string) => ({
  ...rayCluster((spec) => {
    for (const container of [headContainer(spec), workerContainer(spec)]) container.env = [];
  }),
  metadata: { name, namespace },
});
const policy = (namespace?: string) => ({
  ...object('NetworkPolicy', 'closed', { spec: { podSelector: {} } }, 'networking.k8s.io/v1'),
  metadata: { name: 'closed', namespace },
});
const settings = (content: string) => ({ ...object('ConfigMap', 'settings', { data: { a: content } }), metadata: { name: 'settings' } });

/** The files of the clusters that nothing protects. */
function open(files: { readonly [file: string]: object }, rules = [grpcPortUnprotected]): string[] {
  const manifests = Object.entries(files).map(([file, json]) => new Manifest(json as any, { file: join('deploy', file) }));
  return audit(manifests, { now: NOW }, rules).findings.map(({ manifest }) => manifest.origin.file!.replace('deploy/', ''));
}

test('files that belong together are one set, in whatever folders', () => {
  expect(open({ 'ray.yaml': cluster(), 'policy.yaml': policy() })).toEqual([]);
  expect(open({ 'clusters/ray.yaml': cluster(), 'policies/closed.yaml': policy() })).toEqual([]);
  expect(open({ 'dev/ray.yaml': cluster(), 'dev/closed.yaml': policy() })).toEqual([]);
});

test('a policy protects pods of its own namespace', () => {
  expect(open({ 'dev/closed.yaml': policy('dev'), 'prod/ray.yaml': cluster('training', 'prod') })).toEqual(['prod/ray.yaml']);
  expect(open({ 'closed.yaml': policy('dev'), 'ray.yaml': cluster('training', 'prod') })).toEqual(['ray.yaml']);
  expect(open({ 'closed.yaml': policy(), 'ray.yaml': cluster('training', 'prod') })).toEqual(['ray.yaml']);
});

test.each(['dev', 'staging', 'test', 'qa', 'prod-eu', 'preprod'])('a policy in %s/ does not protect a cluster in prod/', (folder) => {
  expect(open({ [`${folder}/closed.yaml`]: policy(), 'prod/ray.yaml': cluster() })).toEqual(['prod/ray.yaml']);
  expect(open({ [`${folder}/closed.yaml`]: policy('ray'), 'prod/ray.yaml': cluster('training', 'ray') })).toEqual(['prod/ray.yaml']);
});

test('folders with objects of one name are sets of their own', () => {
  expect(open({ 'eu/closed.yaml': policy(), 'eu/ray.yaml': cluster(), 'us/ray.yaml': cluster() })).toEqual(['us/ray.yaml']);
  expect(open({ 'eu/closed.yaml': policy(), 'eu/a.yaml': settings('eu'), 'us/a.yaml': settings('us'), 'us/ray.yaml': cluster() })).toEqual([
    'us/ray.yaml',
  ]);
  expect(open({ 'overlays/eu/closed.yaml': policy(), 'overlays/us/ray.yaml': cluster() })).toEqual(['overlays/us/ray.yaml']);
});

test('files with objects of one name are sets of their own too', () => {
  expect(open({ 'a.yaml': cluster(), 'b.yaml': cluster(), 'closed.yaml': policy() })).toEqual([]);
  expect(open({ 'a.yaml': settings('a'), 'b.yaml': settings('b'), 'ray.yaml': cluster(), 'closed.yaml': policy() })).toEqual([]);
});

test('what is common to several is looked at with each, and told once', () => {
  const files = { 'base/ray.yaml': cluster(), 'overlays/dev/closed.yaml': policy(), 'overlays/prod/settings.yaml': settings('a') };
  expect(open(files)).toEqual(['base/ray.yaml']);
  expect(open({ ...files, 'overlays/prod/closed.yaml': policy() })).toEqual([]);
  expect(open({ ...files, 'overlays/prod/other.yaml': settings('b') })).toEqual(['base/ray.yaml']);
});

test('an object replaces one of its name that lies above', () => {
  const guarded = { ...cluster(), spec: { ...cluster().spec, authOptions: { mode: 'token' } } };
  expect(open({ 'base/ray.yaml': cluster(), 'overlays/dev/ray.yaml': guarded })).toEqual(['base/ray.yaml']);
});

test('thousands of files with colliding objects take no thousands of times as long', () => {
  const files = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`${index}/settings.yaml`, settings(`${index}`)]));
  const common = Object.fromEntries(
    Array.from({ length: 1_500 }, (_, index) => [`common/${index}.yaml`, object('ConfigMap', `c${index}`)]),
  );
  // Of the processor's time: a busy machine stretches the clock more.
  const before = process.cpuUsage();
  expect(open({ ...files, ...common, 'ray.yaml': cluster() })).toEqual(['ray.yaml']);
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
});

test('a Namespace may be written beside all that is in it', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ray' } };
  expect(
    open({ 'a/namespace.yaml': namespace, 'a/ray.yaml': cluster(), 'b/namespace.yaml': namespace, 'b/closed.yaml': policy() }),
  ).toEqual([]);
});
