import type { Construct } from 'constructs';
import { denyByPolicy, requestsFor } from '../../kubernetes/admission-policy';

/** Who may change which pods. */
export interface PodGuardProps {
  readonly namespace: string;
  readonly serviceAccountName: string;
  /** The label that a pod must have to be deleted or relabelled. */
  readonly label: { readonly key: string; readonly value: string };
  /** What it is for, the first part of its name. */
  readonly name: string;
}

/** KubeRay's label, which a pod that is set aside loses. */
const RAY_CLUSTER_LABEL = 'ray.io/cluster';
/** The rotation's own labels (ray_pods.py). */
const OWN_LABELS = ['cdk8s-ray-tls/set-aside', 'cdk8s-ray-tls/given-up'];

/**
 * Limits what a Role cannot: pods have generated names, so that a ServiceAccount that may delete one of a namespace may delete all. This
 * admission policy (Kubernetes 1.30) lets that ServiceAccount delete pods of one Ray cluster alone, and change nothing of them but the labels
 * of a rotation: by any other label it could take a pod out of a NetworkPolicy, or hand it to another RayCluster.
 */
export function guardPods(scope: Construct, props: PodGuardProps): void {
  const { namespace, serviceAccountName, label } = props;
  const kind = { apiGroup: '', resource: 'pods', operations: ['UPDATE', 'DELETE'] };
  const isKept = `key in ${JSON.stringify([RAY_CLUSTER_LABEL, ...OWN_LABELS])}`;
  const isSame = (key: string) => `${key} in variables.before && variables.before[${key}] == variables.after[${key}]`;
  denyByPolicy(scope, 'PodGuard', {
    // '.' is in no name of a namespace or of such a ServiceAccount: no two pairs of them make the same name.
    name: `${props.name}.${serviceAccountName}.${namespace}`,
    spec: () => ({
      matchConstraints: requestsFor(kind, namespace),
      matchConditions: [
        {
          name: 'who',
          expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${serviceAccountName}'`,
        },
      ],
      variables: [
        { name: 'before', expression: orEmpty('oldObject.metadata.labels') },
        // A deletion has no object.
        { name: 'after', expression: `request.operation == 'DELETE' ? variables.before : ${orEmpty('object.metadata.labels')}` },
      ],
      validations: [
        {
          expression: `'${label.key}' in variables.before && variables.before['${label.key}'] == '${label.value}'`,
          message: `only pods with the label ${label.key}=${label.value} may be replaced by ${serviceAccountName}`,
        },
        {
          expression: `request.operation == 'DELETE' || object.spec == oldObject.spec && ${['annotations', 'ownerReferences', 'finalizers']
            .map((field) => isUnchanged(`metadata.${field}`))
            .join(' && ')}`,
          message: `nothing but labels of pods may be changed by ${serviceAccountName}`,
        },
        {
          expression:
            `variables.before.all(key, ${isKept} || key in variables.after) && ` +
            `variables.after.all(key, key in ${JSON.stringify(OWN_LABELS)} || ${isSame('key')})`,
          message: `no labels but ${[RAY_CLUSTER_LABEL, ...OWN_LABELS].join(', ')} may be changed by ${serviceAccountName}`,
        },
      ],
    }),
  });
}

function orEmpty(field: string): string {
  return `(has(${field}) ? ${field} : {})`;
}

function isUnchanged(field: string): string {
  return `(has(object.${field}) ? has(oldObject.${field}) && object.${field} == oldObject.${field} : !has(oldObject.${field}))`;
}
