import { kubeRayVersionAtLeast } from '../cluster/kuberay-version';
import type { Complaint } from '../invalid';

export type Json = { readonly [key: string]: any };

/** What decides beside the spec whether KubeRay runs a RayCluster. */
export interface KubeRayContext {
  readonly kubeRayVersion: string;
  /** The annotations of KubeRay's object, which a RayJob and RayService hand on to their cluster. */
  readonly annotations?: Json;
  /** The kind of KubeRay's object; a RayCluster by default. */
  readonly kind?: string;
}

/**
 * One thing for which the KubeRay operator rejects an object that the API server has stored. Only an event reports it, and no pod is made.
 *
 * The spec is plain JSON as the API server stores it.
 */
export interface KubeRayRule {
  readonly id: string;
  /** The function of the operator that rejects it, and a version that has it. */
  readonly source: string;
  /** The first version that rejects it; all that this library knows by default. */
  readonly since?: string;
  /** The first version that does not reject it any more. */
  readonly until?: string;
  check(spec: Json, context: KubeRayContext): Complaint[];
}

/** Whether the version of KubeRay that runs has a rule. */
export function appliesTo({ since, until }: KubeRayRule, { kubeRayVersion }: KubeRayContext): boolean {
  const isReached = (version?: string) => version !== undefined && kubeRayVersionAtLeast(kubeRayVersion, version);
  return (since === undefined || isReached(since)) && !isReached(until);
}
