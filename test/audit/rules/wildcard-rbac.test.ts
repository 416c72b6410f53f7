import { wildcardRbac as rule } from '../../../lib/audit/rules/wildcard-rbac';
import { complaints, headPod, object, rayCluster } from './support';

const RBAC = 'rbac.authorization.k8s.io/v1';
const role = (rules: object[], kind = 'Role') => object(kind, 'users', { rules }, RBAC);
const binding = (subject: object, kind = 'Role') =>
  object('RoleBinding', 'users', { roleRef: { kind, name: 'users' }, subjects: [{ kind: 'ServiceAccount', ...subject }] }, RBAC);
const cluster = rayCluster((spec) => Object.assign(headPod(spec), { serviceAccountName: 'ray' }));
const pods = { apiGroups: [''], resources: ['*'], verbs: ['get'] };

test('compliant: verbs and resources one by one', () => {
  expect(complaints(rule, [role([{ apiGroups: ['ray.io'], resources: ['rayclusters/dashboard'], verbs: ['get', 'create'] }])])).toEqual([]);
});

test('non-compliant: everything on RayClusters', () => {
  const rules = [
    { apiGroups: ['ray.io'], resources: ['rayclusters'], verbs: ['get'] },
    { apiGroups: ['ray.io'], resources: ['*'], verbs: ['*'] },
  ];
  expect(complaints(rule, [role(rules)])).toEqual(["Role ray/users: rules[1]: '*' stands for all resources, verbs"]);
});

test('compliant: a wildcard that has nothing to do with Ray', () => {
  expect(complaints(rule, [role([pods]), cluster])).toEqual([]);
  expect(complaints(rule, [role([pods]), binding({ name: 'other', namespace: 'ray' }), cluster])).toEqual([]);
  expect(complaints(rule, [role([pods]), binding({ name: 'ray', namespace: 'other' }), cluster])).toEqual([]);
});

test('non-compliant: a wildcard for the ServiceAccount of a Ray pod', () => {
  expect(complaints(rule, [role([pods]), binding({ name: 'ray', namespace: 'ray' }), cluster])).toEqual([
    "Role ray/users: rules[0]: '*' stands for all resources",
  ]);
  const everything = role([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], 'ClusterRole');
  expect(complaints(rule, [everything, binding({ name: 'ray' }, 'ClusterRole'), cluster])).toEqual([
    "ClusterRole ray/users: rules[0]: '*' stands for all apiGroups, resources, verbs",
  ]);
});

describe('a role that says nothing of Ray, bound to the pods', () => {
  const wild = object('Role', 'wide', { rules: [{ apiGroups: [''], resources: ['*'], verbs: ['get'] }] }, 'rbac.authorization.k8s.io/v1');
  const binding = (kind: string, ...subjects: object[]) =>
    object(kind, 'b', { subjects, roleRef: { kind: 'Role', name: 'wide' } }, 'rbac.authorization.k8s.io/v1');
  const account = { kind: 'ServiceAccount', name: 'default' };
  const count = (...objects: any[]) => complaints(rule, [rayCluster(), wild, ...objects]).length;

  test.each([['RoleBinding'], ['ClusterRoleBinding']])('non-compliant: by a %s', (kind) => {
    expect(count(binding(kind, account))).toBe(1);
    expect(count(binding(kind, { kind: 'User', name: 'ann' }, account))).toBe(1);
  });

  test('compliant: bound to another account, or to a user of that name', () => {
    expect(count(binding('RoleBinding', { kind: 'ServiceAccount', name: 'other' }))).toBe(0);
    expect(count(binding('RoleBinding', { ...account, namespace: 'other' }))).toBe(0);
    expect(count(binding('RoleBinding', { kind: 'User', name: 'default' }))).toBe(0);
    expect(count(binding('RoleBinding', { kind: 'ServiceAccount' }))).toBe(0);
  });

  test('non-compliant: of two clusters in two namespaces one is enough', () => {
    const elsewhere = { ...rayCluster(), metadata: { name: 'other', namespace: 'other' } };
    expect(count(elsewhere, binding('RoleBinding', account))).toBe(1);
    expect(count(elsewhere, binding('RoleBinding', { ...account, namespace: 'other' }))).toBe(1);
  });
});

test('non-compliant: ray.io among other groups', () => {
  const mixed = object(
    'Role',
    'mixed',
    { rules: [{ apiGroups: ['', 'ray.io'], resources: ['pods'], verbs: ['*'] }] },
    'rbac.authorization.k8s.io/v1',
  );
  expect(complaints(rule, [mixed])).toEqual(["Role ray/mixed: rules[0]: '*' stands for all verbs"]);
});
