import { type Json, objects, texts } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { bindingsOfRayNodes, isBoundToRay, roleNameOf, rolesIn } from '../questions/rbac';
import { type Rule, Severity } from '../rule';

/** Roles that every Kubernetes has, and that may do nearly everything in their namespace or everywhere. */
const BUILT_IN = /^ClusterRole\/(?:cluster-admin|admin|edit|system:(?:masters|controller:.*|node))$/;
const TAKING = ['escalate', 'bind', 'impersonate'];
const READING = ['get', 'list', 'watch'];

export const rayEscalates: Rule = {
  id: 'ray-escalates',
  title: "Ray's ServiceAccount may do more than run Ray",
  why: 'Ray runs whatever code it is sent, and that code may do what the ServiceAccount of its pods may: read the keys of CAs in Secrets, run commands in other pods, or give itself more rights.',
  fix: 'Bind a Role that lists what Ray needs, and limit Secrets by `resourceNames`. Most Ray pods need no permission at all.',
  source: 'Kubernetes, "Role Based Access Control Good Practices": privilege escalation risks',
  severity: Severity.WARNING,
  check: (set) => [
    ...bindingsOfRayNodes(set)
      .filter((binding) => BUILT_IN.test(roleNameOf(binding)) && !isInSet(set, binding))
      .map((manifest) => ({ manifest, path: 'roleRef', message: `it gives Ray's pods the role ${roleNameOf(manifest)}` })),
    ...rolesIn(set)
      .filter((role) => isBoundToRay(set, role))
      .flatMap((manifest) =>
        objects(manifest.json.rules).flatMap((rule, index) =>
          powersOf(rule).map((power) => ({ manifest, path: `rules[${index}]`, message: `it lets Ray's pods ${power}` })),
        ),
      ),
  ],
};

function isInSet(set: ManifestSet, binding: Manifest): boolean {
  return rolesIn(set).some((role) => `${role.kind}/${role.name}` === roleNameOf(binding));
}

function powersOf(rule: Json): string[] {
  const [resources, verbs, groups] = [rule.resources, rule.verbs, rule.apiGroups].map(texts);
  const may = (resource: string, anyOf: readonly string[]) => resources.includes(resource) && anyOf.some((verb) => verbs.includes(verb));
  const taking = TAKING.filter((verb) => verbs.includes(verb));
  const isNamed = texts(rule.resourceNames).length > 0;
  if (groups.length > 0 && !groups.some((group) => group === '' || group === '*') && taking.length === 0) return [];
  return [
    ...(may('secrets', READING) && !isNamed ? ['read every Secret'] : []),
    ...(may('pods/exec', ['create', 'get']) || may('pods/attach', ['create', 'get']) ? ['run commands in other pods'] : []),
    ...(may('serviceaccounts/token', ['create']) && !isNamed ? ['make tokens of other ServiceAccounts'] : []),
    ...(may('nodes/proxy', ['get', 'create']) ? ['command the kubelets'] : []),
    ...(taking.length > 0 && !isNamed ? [`${taking.join(', ')} without limit`] : []),
  ];
}
