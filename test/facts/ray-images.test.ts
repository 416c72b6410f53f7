import { isRayProjectImage, likelyRayVersionOfImage, rayVersionOfImage } from '../../lib/facts/ray-images';

test.each([
  ['rayproject/ray:2.58.10-py311-gpu', '2.58.10'],
  ['rayproject/ray-ml:2.9.0-py310-cu118', '2.9.0'],
  ['docker.io/rayproject/ray:2.52.0', '2.52.0'],
  ['registry.example:5000/mirror/rayproject/ray-llm:2.52.0-py311-cu128', '2.52.0'],
  ['rayproject/ray:2.52.0@sha256:00', '2.52.0'],
  ['rayproject/ray:2.9.3rc1', '2.9.3rc1'],
  ['rayproject/ray:2.46.0.0e29ea-py39-cpu', '2.46.0'],
  ['rayproject/ray:nightly', undefined],
  ['rayproject/ray:2.58.0x', undefined],
  ['rayproject/ray:2.58', undefined],
  ['rayproject/ray', undefined],
  ['rayproject/ray@sha256:00', undefined],
])('the Ray project made %s, and its tag says %p', (image, version) => {
  expect(isRayProjectImage(image)).toBe(true);
  expect(rayVersionOfImage(image)).toBe(version);
  expect(likelyRayVersionOfImage(image)).toBe(version);
});

test.each([
  ['ray:10.11.12', '10.11.12'],
  ['registry:5000/ray:2.1.0@sha256:00', '2.1.0'],
  ['corp.example/ml/ray-ml:2.47.1-py311-gpu', '2.47.1'],
  ['registry:2.1.0/ray', undefined],
  ['registry.example.com/team/trainer:1.4.2', undefined],
  ['registry.example.com/team/ray-trainer:2.4.2', undefined],
  ['fluent/fluent-bit:1.9.6', undefined],
  ['kuberay/operator:1.6.2', undefined],
  ['rayproject.example/ray-proxy:2.1.0', undefined],
  ['', undefined],
])('somebody else made %s, whose tag is no more than a likely %p', (image, version) => {
  expect(isRayProjectImage(image)).toBe(false);
  expect(rayVersionOfImage(image)).toBeUndefined();
  expect(likelyRayVersionOfImage(image)).toBe(version);
});
