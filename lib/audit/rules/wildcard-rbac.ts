import { objects, texts } from '../model/json';
import { isBoundToRay, rolesIn } from '../questions/rbac';
import { type Rule, Severity } from '../rule';

const FIELDS = ['apiGroups', 'resources', 'verbs'] as const;

export const wildcardRbac: Rule = {
  id: 'wildcard-rbac',
  title: "A role with '*' for Ray",
  why: "'*' grants what nobody thought of, and what will exist only later: on RayClusters it means making pods with any ServiceAccount of the namespace.",
  fix: "List the resources and verbs, and limit them by `resourceNames`: for a kube-rbac-proxy's users `rayclusters/dashboard` with `get` and `create`.",
  source: 'Kubernetes, "Role Based Access Control Good Practices"; the CIS Kubernetes Benchmark, 5.1.3',
  severity: Severity.WARNING,
  check: (set) =>
    rolesIn(set).flatMap((role) =>
      objects(role.json.rules).flatMap((rule, index) => {
        const wild = FIELDS.filter((field) => texts(rule[field]).includes('*'));
        const concernsRay = texts(rule.apiGroups).some((group) => group === 'ray.io') || isBoundToRay(set, role);
        if (wild.length === 0 || !concernsRay) return [];
        return [{ manifest: role, path: `rules[${index}]`, message: `'*' stands for all ${wild.join(', ')}` }];
      }),
    ),
};
