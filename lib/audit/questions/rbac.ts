import { at, objects, text } from '../model/json';
import { type Manifest, maybeSameNamespace } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** The Roles and ClusterRoles of a set. */
export function rolesIn(set: ManifestSet): readonly Manifest[] {
  return [...set.ofKind('Role', RBAC_GROUP), ...set.ofKind('ClusterRole', RBAC_GROUP)];
}

/** The names of the roles that are bound to a ServiceAccount under which a Ray node runs, by `kind/name`. */
export function rolesOfRayNodes(set: ManifestSet): ReadonlySet<string> {
  return set.once('roles of Ray nodes', () => {
    const accounts = new Map<string, (string | undefined)[]>();
    for (const { serviceAccountName, namespace } of set.rayNodes) {
      const namespaces = accounts.get(serviceAccountName) ?? [];
      if (!namespaces.includes(namespace)) accounts.set(serviceAccountName, [...namespaces, namespace]);
    }
    const bindings = [...set.ofKind('RoleBinding', RBAC_GROUP), ...set.ofKind('ClusterRoleBinding', RBAC_GROUP)];
    const bound = bindings.filter((binding) =>
      objects(binding.json.subjects).some((subject) => {
        const namespaces = subject.kind === 'ServiceAccount' ? accounts.get(text(subject.name) ?? '') : undefined;
        return namespaces?.some((namespace) => maybeSameNamespace(namespace, text(subject.namespace) ?? binding.namespace)) === true;
      }),
    );
    return new Set(bound.map(({ json }) => `${text(at(json, 'roleRef', 'kind'))}/${text(at(json, 'roleRef', 'name'))}`));
  });
}
