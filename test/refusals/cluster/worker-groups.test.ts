import { requireWorkerGroups } from '../../../lib/refusals/cluster/worker-groups';
import { refusal } from '../refusals';

const accept = (group: object) => requireWorkerGroups('ray/cluster', [{ place: 'workerGroups[0]', group: { groupName: 'cpu', ...group } }]);
const refused = (group: object) => refusal(() => accept(group)).replace('[ray/cluster] workerGroups[0].', '');
const MOST = 2 ** 31 - 1;

test.each([[''], [undefined], [7]])('%p is no name', (groupName) => {
  expect(refused({ groupName })).toMatch(/^groupName is .*: a worker group needs a name\. Fix: give it one, such as 'cpu'\.$/);
});

test.each(['replicas', 'minReplicas', 'maxReplicas', 'idleTimeoutSeconds', 'numOfHosts'])(
  '%s is a whole number that KubeRay can hold',
  (field) => {
    const least = field === 'numOfHosts' ? 1 : 0;
    for (const value of [least, MOST]) expect(() => accept({ [field]: value })).not.toThrow();
    for (const value of [least - 1, 1.5, MOST + 1, '2']) {
      expect(refused({ [field]: value })).toContain(`: it is no whole number from ${least} to ${MOST}. Fix: write such a number.`);
    }
  },
);

test('bounds may touch each other and the number between them', () => {
  for (const group of [
    { minReplicas: 2, maxReplicas: 2 },
    { minReplicas: 2, replicas: 2, maxReplicas: 2 },
    { minReplicas: 1 },
    { maxReplicas: 1 },
    { replicas: 0 },
  ]) {
    expect(() => accept(group)).not.toThrow();
  }
});

test('bounds that exclude each other, or the number, are refused', () => {
  expect(refused({ minReplicas: 3, maxReplicas: 2 })).toBe(
    'minReplicas is 3: it is more than maxReplicas, 2. Fix: lower minReplicas or raise maxReplicas.',
  );
  const between = (replicas: number, least: number, most: number) =>
    `replicas is ${replicas}: KubeRay keeps it between minReplicas, ${least}, and maxReplicas, ${most}. Fix: choose a number between the two, or move them.`;
  expect(refused({ replicas: 1, minReplicas: 2 })).toBe(between(1, 2, MOST));
  expect(refused({ replicas: 3, maxReplicas: 2 })).toBe(between(3, 0, 2));
});
