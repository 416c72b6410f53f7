import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { withoutNamespace } from '../../kubernetes/cluster-scoped';

/** Who may change which pods. */
export interface PodGuardProps {
  readonly namespace: string;
  readonly serviceAccountName: string;
  /** The label that a pod must have to be deleted or relabelled. */
  readonly label: { readonly key: string; readonly value: string };
  /** What it is for, the first part of its name. */
  readonly name: string;
}

/**
 * Limits what a Role cannot: pods have generated names, so that a ServiceAccount that may delete one of a namespace may delete all. This
 * admission policy (Kubernetes 1.30) lets that ServiceAccount delete and change pods of one Ray cluster alone, and of those nothing but metadata.
 */
export function guardPods(scope: Construct, props: PodGuardProps): void {
  const { namespace, serviceAccountName, label } = props;
  // '.' is in no name of a namespace or of such a ServiceAccount: no two pairs of them make the same name.
  const name = `${props.name}.${serviceAccountName}.${namespace}`;
  const policy = new ApiObject(scope, 'PodGuard', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE', 'DELETE'], resources: ['pods'] }],
      },
      matchConditions: [
        {
          name: 'who',
          expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${serviceAccountName}'`,
        },
      ],
      validations: [
        {
          expression: `has(oldObject.metadata.labels) && '${label.key}' in oldObject.metadata.labels && oldObject.metadata.labels['${label.key}'] == '${label.value}'`,
          message: `only pods with the label ${label.key}=${label.value} may be replaced by ${serviceAccountName}`,
        },
        {
          expression: "request.operation == 'DELETE' || object.spec == oldObject.spec",
          message: `nothing but metadata of pods may be changed by ${serviceAccountName}`,
        },
      ],
    },
  });
  const binding = new ApiObject(scope, 'PodGuardBinding', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
  withoutNamespace(policy, binding);
}
