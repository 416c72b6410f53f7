import { at, type Json, objects, text } from '../model/json';
import { type Manifest, maybeSameNamespace } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
/** Groups in which every ServiceAccount is, whatever its namespace. */
const EVERY_ACCOUNT = ['system:serviceaccounts', 'system:authenticated'];

/** The Roles and ClusterRoles of a set. */
export function rolesIn(set: ManifestSet): readonly Manifest[] {
  return [...set.ofKind('Role', RBAC_GROUP), ...set.ofKind('ClusterRole', RBAC_GROUP)];
}

/** The RoleBindings and ClusterRoleBindings by which a Ray node gets its permissions. */
export function bindingsOfRayNodes(set: ManifestSet): readonly Manifest[] {
  return set.once('bindings of Ray nodes', () => {
    const accounts = accountsOfRayNodes(set);
    const bindings = [...set.ofKind('RoleBinding', RBAC_GROUP), ...set.ofKind('ClusterRoleBinding', RBAC_GROUP)];
    return bindings.filter((binding) => objects(binding.json.subjects).some((subject) => isOneOf(accounts, subject, binding)));
  });
}

/** Whether a role is bound to a Ray node. */
export function isBoundToRay(set: ManifestSet, role: Manifest): boolean {
  const bound = set.once('roles of Ray nodes', () => {
    const names = new Map<string, Manifest[]>();
    for (const binding of bindingsOfRayNodes(set)) {
      const name = roleNameOf(binding);
      names.set(name, [...(names.get(name) ?? []), binding]);
    }
    return names;
  });
  const bindings = bound.get(`${role.kind}/${role.name}`) ?? [];
  return role.kind === 'ClusterRole' ? bindings.length > 0 : bindings.some((each) => maybeSameNamespace(each.namespace, role.namespace));
}

/** What a binding binds: `ClusterRole/edit`. */
export function roleNameOf({ json }: Manifest): string {
  return `${text(at(json, 'roleRef', 'kind'))}/${text(at(json, 'roleRef', 'name'))}`;
}

/** The namespaces of the ServiceAccounts under which Ray nodes run, by name. */
type Accounts = ReadonlyMap<string, ReadonlySet<string | undefined>>;

function accountsOfRayNodes(set: ManifestSet): Accounts {
  const accounts = new Map<string, Set<string | undefined>>();
  for (const pod of set.rayNodes) {
    const { namespace, cluster } = pod;
    // KubeRay makes one for the autoscaler, with the name of the cluster, unless the head has its own.
    const made = pod.role === 'head' && cluster?.autoscales === true && cluster.name !== undefined ? [cluster.name] : [];
    for (const name of [pod.serviceAccountName, ...made]) accounts.set(name, (accounts.get(name) ?? new Set()).add(namespace));
  }
  return accounts;
}

function isOneOf(accounts: Accounts, subject: Json, binding: Manifest): boolean {
  const name = text(subject.name) ?? '';
  if (subject.kind === 'ServiceAccount') return isAccount(accounts, name, text(subject.namespace) ?? binding.namespace);
  if (subject.kind === 'User') {
    const [, namespace, account] = /^system:serviceaccount:([^:]+):(.+)$/.exec(name) ?? [];
    return account !== undefined && isAccount(accounts, account, namespace);
  }
  if (subject.kind !== 'Group' || accounts.size === 0) return false;
  const namespace = /^system:serviceaccounts:(.+)$/.exec(name)?.[1];
  const isOfNamespace = namespace !== undefined && [...accounts.values()].some((each) => isIn(each, namespace));
  return EVERY_ACCOUNT.includes(name) || isOfNamespace;
}

function isAccount(accounts: Accounts, name: string, namespace: string | undefined): boolean {
  return isIn(accounts.get(name), namespace);
}

function isIn(namespaces: ReadonlySet<string | undefined> | undefined, namespace: string | undefined): boolean {
  return [...(namespaces ?? [])].some((each) => maybeSameNamespace(each, namespace));
}
