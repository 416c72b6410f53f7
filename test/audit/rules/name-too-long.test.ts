import { nameTooLong as rule } from '../../../lib/audit/rules/name-too-long';
import { complaints, rayCluster, rayJob, rayService } from './support';

const named = (manifest: any, length: number) => ({ ...manifest, metadata: { name: 'a'.repeat(length) } });
const cronJob = (length: number) => ({ ...named(rayJob(), length), kind: 'RayCronJob', spec: { jobTemplate: rayJob().spec } });
const lengths = (...manifests: any[]) => complaints(rule, manifests).map((line) => line.split(': ').slice(1).join(': '));

test('compliant: as long as each may be', () => {
  expect(lengths(named(rayCluster(), 53), named(rayJob(), 47), named(rayService(), 47), cronJob(36))).toEqual([]);
});

test('non-compliant: longer by one', () => {
  expect(lengths(named(rayCluster(), 54), named(rayJob(), 48), named(rayService(), 48), cronJob(37))).toEqual([
    'metadata.name: it has 54 characters, and a RayCluster at most 53',
    'metadata.name: it has 48 characters, and a RayJob at most 47',
    'metadata.name: it has 48 characters, and a RayService at most 47',
    'metadata.name: it has 37 characters, and a RayCronJob at most 36',
  ]);
});
