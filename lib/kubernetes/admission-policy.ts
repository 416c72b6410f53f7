import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { withoutNamespace } from './cluster-scoped';
import type { PlainObject } from './plain-json';

/** The parts of a ValidatingAdmissionPolicy that differ from one to the next. */
export interface AdmissionPolicyProps {
  /** The name of the policy and of its binding; both kinds are cluster-scoped, so it has to be unique in the Kubernetes cluster. */
  readonly name: string;
  /** `spec` of the policy at synth, but for its `failurePolicy`. */
  readonly spec: () => PlainObject;
}

/**
 * A ValidatingAdmissionPolicy and the binding that denies what the policy does not allow. Both kinds exist since Kubernetes 1.30.
 *
 * An error in an expression denies too.
 */
export function denyByPolicy(scope: Construct, id: string, props: AdmissionPolicyProps): ApiObject {
  const { name, spec } = props;
  const policy = new ApiObject(scope, id, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: Lazy.any({ produce: () => ({ failurePolicy: 'Fail', ...spec() }) }),
  });
  const binding = new ApiObject(scope, `${id}Binding`, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
  withoutNamespace(policy, binding);
  return policy;
}

/** `matchConstraints` for one kind of object of one namespace, or of all. */
export function requestsFor(rule: AdmittedKind, namespace: string | undefined): PlainObject {
  const { apiGroup, resource, operations } = rule;
  return {
    ...(namespace === undefined ? {} : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
    // With its scope, which the API server adds otherwise: `kubectl apply` would find this list changed every time.
    resourceRules: [{ apiGroups: [apiGroup], apiVersions: ['v1'], operations, resources: [resource], scope: '*' }],
  };
}

/** The requests that a policy judges. */
export interface AdmittedKind {
  readonly apiGroup: string;
  readonly resource: string;
  readonly operations: readonly string[];
}
