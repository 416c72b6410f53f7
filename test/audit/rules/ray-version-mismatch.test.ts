import { rayVersionMismatch as rule } from '../../../lib/audit/rules/ray-version-mismatch';
import { complaints, headContainer, rayCluster, workerContainer } from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].image: the image';
const WORKER = 'RayCluster ray/training: spec.workerGroupSpecs[0].template.spec.containers[0].image: the image';
const images = (rayVersion: string | undefined, head: string, worker: string) =>
  complaints(rule, [
    rayCluster((spec) => {
      spec.rayVersion = rayVersion;
      headContainer(spec).image = head;
      workerContainer(spec).image = worker;
    }),
  ]);

test('compliant: one version, whatever comes after it in the tag; tags that tell no version', () => {
  expect(images('2.58.0', 'rayproject/ray:2.58.0', 'rayproject/ray:2.58.0-py311-gpu')).toEqual([]);
  expect(images('2.58.0', 'registry.example/team/ray:latest', 'ours')).toEqual([]);
  expect(images('2.52.0', 'registry.example/team/ray:1.4.2', 'registry.example/team/trainer:1.4.2')).toEqual([]);
});

test('non-compliant: workers of another version', () => {
  expect(images('2.58.0', 'rayproject/ray:2.58.0', 'rayproject/ray:2.57.1')).toEqual([
    `${WORKER} rayproject/ray:2.57.1 of the worker group cpu has Ray 2.57.1, and rayVersion is 2.58.0`,
  ]);
  expect(images(undefined, 'rayproject/ray:2.58.0', 'rayproject/ray:2.57.1')).toEqual([
    `${WORKER} rayproject/ray:2.57.1 of the worker group cpu has Ray 2.57.1, and the head's image rayproject/ray:2.58.0 has Ray 2.58.0`,
  ]);
});

test('non-compliant: a rayVersion that no image has', () => {
  expect(images('2.9.0', 'rayproject/ray:2.58.0', 'rayproject/ray:2.58.0')).toEqual([
    `${HEAD} rayproject/ray:2.58.0 of the head has Ray 2.58.0, and rayVersion is 2.9.0`,
    `${WORKER} rayproject/ray:2.58.0 of the worker group cpu has Ray 2.58.0, and rayVersion is 2.9.0`,
  ]);
});

test('a version is compared whole, and one of another form is not known', () => {
  expect(images('2.52.10', 'rayproject/ray:2.52.10', 'rayproject/ray:2.52.10')).toEqual([]);
  expect(images('10.0.0', 'rayproject/ray:10.0.0', 'rayproject/ray:10.0.0')).toEqual([]);
  expect(images('v2.9.0', 'rayproject/ray:2.58.0', 'rayproject/ray:2.58.0')).toEqual([]);
  expect(images(undefined, 'rayproject/ray:nightly', 'rayproject/ray:2.58.0')).toEqual([]);
  expect(images('2.58.0', 'registry:5000/2.1.0/ray', 'registry:5000/ray:2.58.0')).toEqual([]);
});
