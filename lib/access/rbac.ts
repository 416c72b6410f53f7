import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { withoutNamespace } from '../kubernetes/cluster-scoped';
import { invalid } from '../refusals/invalid';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

type Labels = { [name: string]: string };

/** The RayCluster that is guarded. */
export interface GuardedCluster {
  readonly name: string;
  readonly namespace: string;
}

/** What a subject may do with it. */
export interface ClusterGrant {
  readonly subject: k8s.Subject;
  /** What its Role is called among those of its scope: one Role for all subjects that may do the same. */
  readonly roleId: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** Lets ServiceAccounts ask the API server whose token they have before them, and what that one may do. */
export function allowReviews(scope: Construct, cluster: GuardedCluster, serviceAccountNames: readonly string[], labels: Labels): void {
  // ':' is in no name of a namespace or a cluster: no two pairs of them make the same name.
  const name = `cdk8s-ray-tls:${labels['app.kubernetes.io/name']}:${cluster.namespace}:${cluster.name}`;
  const role = new k8s.KubeClusterRole(scope, 'ReviewerRole', {
    metadata: { name, labels },
    rules: [
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    ],
  });
  const binding = new k8s.KubeClusterRoleBinding(scope, 'ReviewerBinding', {
    metadata: { name, labels },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name },
    subjects: serviceAccountNames.map((account) => ({ kind: 'ServiceAccount', name: account, namespace: cluster.namespace })),
  });
  withoutNamespace(role, binding);
}

/** Binds a subject to a Role that is limited to one RayCluster. */
export function grantOnCluster(scope: Construct, cluster: GuardedCluster, grant: ClusterGrant, labels: Labels): void {
  const { subject, roleId, resource, verbs } = grant;
  const { namespace } = cluster;
  const id = [subject.kind, subject.namespace, subject.name].filter((part) => part !== undefined).join('/');
  if (scope.node.tryFindChild(id) !== undefined) {
    throw invalid(scope.node.path, {
      what: 'grant',
      got: id,
      because: 'that subject has been granted access before, and the larger of the two would count',
      fix: 'leave one of the two out',
    });
  }
  const role =
    (scope.node.tryFindChild(roleId) as k8s.KubeRole | undefined) ??
    new k8s.KubeRole(scope, roleId, {
      metadata: { namespace, labels },
      rules: [{ apiGroups: ['ray.io'], resources: [resource], resourceNames: [cluster.name], verbs: [...verbs] }],
    });
  new k8s.KubeRoleBinding(scope, id, {
    metadata: { namespace, labels },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: role.name },
    subjects: [subject],
  });
}
