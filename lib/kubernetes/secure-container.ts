import type { PlainObject } from './plain-json';
import type { RayPodSecurity } from './pod-security';

/** Completes the `securityContext` of a Ray container in place. */
export function secureContainer(security: RayPodSecurity, podSpec: PlainObject, container: PlainObject): void {
  const context = security._contextFor(podSpec.securityContext ?? {}, container.securityContext ?? {});
  if (context !== undefined) container.securityContext = context;
}
