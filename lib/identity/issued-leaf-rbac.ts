import { k8s } from 'cdk8s-plus-28';
import { serviceAccountOf } from '../kubernetes/service-account';
import { CERT_MANAGER_GROUP } from '../refusals/cert-manager/issuer-ref';
import type { TlsHost } from './tls-way';

/**
 * Lets the pods of a host request certificates in their namespace, and read the requests whose names they know.
 *
 * Which request is whose cannot be told by RBAC; the names are random, and what stands in a request is public.
 */
export function letPodsRequestLeaves(host: TlsHost, namespace: string): void {
  const names = new Set(host.pods.map((pod) => serviceAccountOf(host.scope, pod, namespace)));
  const role = new k8s.KubeRole(host.scope, 'tls-requests-role', {
    metadata: { namespace },
    rules: [{ apiGroups: [CERT_MANAGER_GROUP], resources: ['certificaterequests'], verbs: ['create', 'get'] }],
  });
  new k8s.KubeRoleBinding(host.scope, 'tls-requests-binding', {
    metadata: { namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
    subjects: [...names].map((name) => ({ kind: 'ServiceAccount', name, namespace })),
  });
}
