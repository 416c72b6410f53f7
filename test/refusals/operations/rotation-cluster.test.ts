import { requireNothingOfClusters, requireRotatable } from '../../../lib/refusals/operations/rotation-cluster';
import { refusal } from '../refusals';

test('clusters, and services that are upgraded, are renewed', () => {
  expect(() => requireRotatable('ray/rotation', 'RayCluster')).not.toThrow();
  expect(() => requireRotatable('ray/rotation', 'RayCluster', false)).not.toThrow();
  for (const isUpgraded of [true, undefined]) expect(() => requireRotatable('ray/rotation', 'RayService', isUpgraded)).not.toThrow();
});

test.each(['RayJob', 'RayCronJob'])('a %s ends by itself', (kind) => {
  expect(refusal(() => requireRotatable('ray/rotation', kind))).toBe(
    `[ray/rotation] cluster is '${kind}': every job gets a new cluster with new certificates, and replacing the head would end the job. Fix: let leaves live longer than the longest job (duration), or run jobs on a RayTlsCluster by RayTlsJob.onCluster.`,
  );
});

test('a service that nobody upgrades, and options for pods, are refused', () => {
  expect(refusal(() => requireRotatable('ray/rotation', 'RayService', false))).toBe(
    "[ray/rotation] cluster is 'a RayTlsService with RayServiceUpgrade.none()': a service's certificates are renewed by KubeRay's own upgrade, which is switched off there. Fix: use RayServiceUpgrade.newCluster(), or renew it by hand: delete the RayService and apply it again.",
  );
  expect(() => requireNothingOfClusters('ray/rotation', { drain: undefined })).not.toThrow();
  expect(refusal(() => requireNothingOfClusters('ray/rotation', { drain: 1 }))).toBe(
    "[ray/rotation] drain: a RayService is renewed by KubeRay's own upgrade, which makes a whole new cluster beside the old one. Fix: leave it out.",
  );
});
