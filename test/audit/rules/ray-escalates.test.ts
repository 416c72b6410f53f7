import { rayEscalates as rule } from '../../../lib/audit/rules/ray-escalates';
import { wildcardRbac } from '../../../lib/audit/rules/wildcard-rbac';
import { complaints, headPod, object, rayCluster } from './support';

const RBAC = 'rbac.authorization.k8s.io/v1';
const role = (rules: object[], kind = 'ClusterRole') => object(kind, 'power', { rules }, RBAC);
const binding = (subject: object, name = 'power', kind = 'ClusterRoleBinding') =>
  object(kind, 'bound', { roleRef: { kind: 'ClusterRole', name }, subjects: [subject] }, RBAC);
const cluster = rayCluster((spec) => Object.assign(headPod(spec), { serviceAccountName: 'trainer' }));
const ACCOUNT = { kind: 'ServiceAccount', name: 'trainer', namespace: 'ray' };
const EVERYTHING = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

test.each([
  [ACCOUNT],
  [{ kind: 'Group', name: 'system:serviceaccounts:ray' }],
  [{ kind: 'Group', name: 'system:serviceaccounts' }],
  [{ kind: 'Group', name: 'system:authenticated' }],
  [{ kind: 'User', name: 'system:serviceaccount:ray:trainer' }],
])('non-compliant: a role of everything, and one of the built-in ones, bound to %j', (subject) => {
  expect(complaints(wildcardRbac, [cluster, role([EVERYTHING]), binding(subject)])).toHaveLength(1);
  expect(complaints(rule, [cluster, binding(subject, 'cluster-admin')])).toEqual([
    "ClusterRoleBinding ray/bound: roleRef: it gives Ray's pods the role ClusterRole/cluster-admin",
  ]);
});

test.each([
  [{ kind: 'Group', name: 'system:serviceaccounts:other' }],
  [{ kind: 'Group', name: 'system:masters' }],
  [{ kind: 'User', name: 'system:serviceaccount:other:trainer' }],
  [{ kind: 'User', name: 'trainer' }],
  [{ ...ACCOUNT, namespace: 'other' }],
])('compliant: bound to %j', (subject) => {
  expect(complaints(wildcardRbac, [cluster, role([EVERYTHING]), binding(subject)])).toEqual([]);
  expect(complaints(rule, [cluster, binding(subject, 'cluster-admin')])).toEqual([]);
});

test.each<[object, string]>([
  [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }, 'read every Secret'],
  [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }, 'run commands in other pods'],
  [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }, 'make tokens of other ServiceAccounts'],
  [{ apiGroups: [RBAC.split('/')[0]], resources: ['roles'], verbs: ['bind', 'escalate'] }, 'escalate, bind without limit'],
])('non-compliant: a role with %j', (granted, power) => {
  expect(complaints(rule, [cluster, role([granted]), binding(ACCOUNT)])).toEqual([
    `ClusterRole ray/power: rules[0]: it lets Ray's pods ${power}`,
  ]);
});

test('compliant: one Secret by its name, what the autoscaler needs, and roles of others', () => {
  const rules = [
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['mine'], verbs: ['get'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'delete'] },
    { apiGroups: ['ray.io'], resources: ['rayclusters'], verbs: ['get', 'patch'] },
  ];
  expect(complaints(rule, [cluster, role(rules), binding(ACCOUNT)])).toEqual([]);
  const secrets = role([{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]);
  expect(complaints(rule, [cluster, secrets, binding({ ...ACCOUNT, name: 'other' })])).toEqual([]);
});

test('non-compliant: the ServiceAccount that KubeRay makes for the autoscaler', () => {
  const scaled = rayCluster((spec) => Object.assign(spec, { enableInTreeAutoscaling: true }));
  expect(complaints(rule, [scaled, binding({ ...ACCOUNT, name: 'training' }, 'edit')])).toHaveLength(1);
});
