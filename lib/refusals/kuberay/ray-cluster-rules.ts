import { type Complaint, invalid } from '../invalid';
import { AUTH_RULES } from './auth-rules';
import { AUTOSCALER_RULES } from './autoscaler-rules';
import { BUILT_POD_RULES } from './built-pod-rules';
import { FAULT_TOLERANCE_RULES } from './fault-tolerance-rules';
import { GROUP_RULES } from './group-rules';
import { HISTORY_SERVER_RULES } from './history-server-rules';
import { NETWORK_POLICY_RULES } from './network-policy-rules';
import { appliesTo, type Json, type KubeRayContext, type KubeRayRule } from './rule';
import { TLS_OPTIONS_RULES } from './tls-options-rules';
import { UPGRADE_RULES } from './upgrade-rules';

/**
 * Everything for which the operators of KubeRay 1.5 to 1.7 reject the spec of a RayCluster, in their order.
 *
 * Not here: feature gates, which only the operator knows, and values that the API server fills in or rejects by the CRD.
 */
export const RAY_CLUSTER_RULES: readonly KubeRayRule[] = [
  ...GROUP_RULES,
  ...FAULT_TOLERANCE_RULES,
  ...AUTOSCALER_RULES,
  ...HISTORY_SERVER_RULES,
  ...AUTH_RULES,
  ...NETWORK_POLICY_RULES,
  ...TLS_OPTIONS_RULES,
  ...UPGRADE_RULES,
  ...BUILT_POD_RULES,
];

/** Why KubeRay would not run a RayCluster of this spec; nothing where it would. */
export function complaintsOfKubeRay(spec: Json, context: KubeRayContext): Complaint[] {
  return RAY_CLUSTER_RULES.filter((rule) => appliesTo(rule, context)).flatMap((rule) => rule.check(spec, context));
}

/** Refuses what KubeRay accepts at apply and rejects while it reconciles, where only an event reports it. */
export function requireKubeRayRuns(constructPath: string, spec: Json, context: KubeRayContext): void {
  const [first] = complaintsOfKubeRay(spec, context);
  if (first !== undefined) throw invalid(constructPath, first);
}
