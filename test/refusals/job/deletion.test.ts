import { type DeletionRule, requireDeletionRules } from '../../../lib/refusals/job/deletion';
import { refusal } from '../refusals';

const rule = (policy: string, ttlSeconds: number, outcome: object = { jobStatus: 'SUCCEEDED' }): DeletionRule => ({
  policy,
  condition: { ttlSeconds, ...outcome },
});
const accept = (rules: DeletionRule[], autoscaling = false, kubeRayVersion = '1.7') =>
  requireDeletionRules('ray/job', rules, { kubeRayVersion, autoscaling });
const refused = (...parameters: Parameters<typeof accept>) =>
  refusal(() => accept(...parameters)).replace('[ray/job] deletion', 'deletion');
const GIVEN_UP = { jobDeploymentStatus: 'Failed' };

test('the smaller goes first, or at once', () => {
  expect(() => accept([rule('DeleteWorkers', 5), rule('DeleteCluster', 5), rule('DeleteSelf', 9)])).not.toThrow();
  expect(() => accept([rule('DeleteSelf', 9), rule('DeleteWorkers', 5)])).not.toThrow();
  expect(() => accept([rule('DeleteSelf', 1), rule('DeleteWorkers', 5, { jobStatus: 'FAILED' })])).not.toThrow();
  expect(() => accept([rule('DeleteNone', 9), rule('DeleteSelf', 5)])).not.toThrow();
  expect(() => accept([rule('DeleteSelf', 5, { jobStatus: 'undefined' }), rule('DeleteSelf', 5, GIVEN_UP)])).not.toThrow();
  for (const version of ['1.5', '1.7']) expect(() => accept([rule('DeleteSelf', 1)], false, version)).not.toThrow();
});

test('an empty list is refused', () => {
  expect(refused([])).toBe(
    'deletion.rules is []: KubeRay refuses an empty list. Fix: write a rule, or leave the deletion out: then the cluster stays.',
  );
});

test('workers stay under autoscaling', () => {
  expect(refused([rule('DeleteWorkers', 5)], true)).toBe(
    "deletion.rules[0].target is 'DeleteWorkers': KubeRay cannot suspend worker groups under autoscaling, which is how it deletes the workers. Fix: delete the cluster, or turn autoscaling off.",
  );
  expect(() => accept([rule('DeleteCluster', 5)], true)).not.toThrow();
});

test('the same twice is refused', () => {
  expect(refused([rule('DeleteSelf', 5, GIVEN_UP), rule('DeleteSelf', 6, GIVEN_UP)])).toBe(
    "deletion.rules[1] is 'DeleteSelf after deployment Failed': an earlier rule says the same, perhaps with another delay. Fix: leave one of the two out.",
  );
});

test.each([[[rule('DeleteCluster', 5), rule('DeleteWorkers', 9)]], [[rule('DeleteWorkers', 9), rule('DeleteCluster', 5)]]])(
  'the larger before the smaller is refused',
  (rules) => {
    expect(refused(rules)).toBe(
      "deletion.rules[1] is 'DeleteWorkers after 9 s, DeleteCluster after 5 s': what belongs to something larger has to be deleted before it: workers, then the cluster, then the job. Fix: turn the two delays round.",
    );
  },
);
