import { Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { RayPod, RayPodRole } from './ray-pod';

/** KubeRay cuts longer names of a head's ServiceAccount under autoscaling, and takes the wrong one then (`CheckName`, v1.7.0). */
const LONGEST_NAME = 50;

/**
 * The ServiceAccount that a pod runs under: the one that its template names; else one for the pods of its role, made by whoever
 * needs it first. Heads and workers have their own, as KubeRay lets the head's make pods under autoscaling. Its token is mounted
 * nowhere by itself.
 *
 * @param owner the cluster or workload that the pod belongs to
 */
export function serviceAccountOf(owner: Construct, pod: RayPod, namespace?: string): string {
  if (pod.serviceAccountName === undefined) pod._default('serviceAccountName', madeFor(owner, pod.role, namespace).name);
  return pod.serviceAccountName!;
}

function madeFor(owner: Construct, role: RayPodRole, namespace?: string): k8s.KubeServiceAccount {
  const id = `ServiceAccount-${role}`;
  const made = owner.node.tryFindChild(id);
  if (made !== undefined) return made as k8s.KubeServiceAccount;
  // A letter first: KubeRay replaces a digit there.
  const name = `ray-${role}-${Names.toDnsLabel(owner, { maxLen: LONGEST_NAME - `ray-${role}-`.length })}`;
  return new k8s.KubeServiceAccount(owner, id, { metadata: { name, namespace }, automountServiceAccountToken: false });
}
