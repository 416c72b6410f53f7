import { requireGrantableSubject } from '../../../lib/refusals/names/ray-subject';
import { refusal } from '../refusals';

const refused = (kind: string, name: string, namespace?: string) =>
  refusal(() => requireGrantableSubject('ray/auth', { kind, name, namespace })).replace('[ray/auth] ', '');

test.each(['', ' ', ' ann', 'ann '])('%p is the name of nobody', (name) => {
  expect(refused('User', name)).toBe(
    `subject: user is '${name}': it is empty, or has white space around it, and so is the name of nobody. Fix: write the name that the API server has for the user (kubectl auth whoami).`,
  );
});

test.each(['system:anonymous', 'system:unauthenticated'])('%s has no token', (name) => {
  expect(refused('Group', name)).toBe(
    `subject: group is '${name}': it stands for requests without a token, which are refused before anyone looks at roles. Fix: grant access to those who have one.`,
  );
});

test('a ServiceAccount and its namespace have names as Kubernetes has them', () => {
  expect(() => requireGrantableSubject('ray/auth', { kind: 'ServiceAccount', name: 'a.b', namespace: 'ray' })).not.toThrow();
  expect(refused('ServiceAccount', 'A', 'ray')).toMatch(/^subject: serviceAccount is 'A': a ServiceAccount name is a DNS subdomain/);
  expect(refused('ServiceAccount', 'a', 'a.b')).toMatch(/^subject: namespace is 'a\.b': a namespace is a DNS label/);
});
