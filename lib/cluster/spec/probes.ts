import { type RayPod, RayPodRole } from '../../kubernetes/ray-pod';
import { rayVersionAtLeast } from '../../refusals/cluster/ray-version';

/** The port of a node's agent, unless `dashboard-agent-listen-port` says another. */
const AGENT_PORT = 52365;
/** From this version on, the agent answers for everything that runs on its node: the raylet, on the head the GCS too. */
const ALL_IN_ONE_HEALTH = '2.53.0';

/** What the probes of a pod depend on. */
export interface ProbedPod {
  readonly rayVersion: string;
  readonly rayStartParams: { readonly [name: string]: string };
  /** Whether it is a worker of a RayService, which is ready only when it serves too: that check is left to KubeRay. */
  readonly serves: boolean;
}

/**
 * Has a Ray pod be Ready as soon as Ray is: KubeRay's own readiness probe waits 10 s first. A container that brings probes keeps
 * just its own; KubeRay still adds its liveness probe.
 */
export function addDefaultProbes(pod: RayPod, { rayVersion, rayStartParams, serves }: ProbedPod): void {
  const { startupProbe, readinessProbe, livenessProbe } = pod.toJson().spec.containers[0];
  if (startupProbe !== undefined || readinessProbe !== undefined || livenessProbe !== undefined) return;
  const allInOne = rayVersionAtLeast(rayVersion, ALL_IN_ONE_HEALTH);
  const httpGet = { path: allInOne ? '/api/healthz' : '/api/local_raylet_healthz', port: agentPort(rayStartParams) };
  const timeoutSeconds = pod.role === RayPodRole.HEAD ? 5 : 2;
  // As patient as KubeRay's liveness probe, which would restart the container after 30 s and 120 failures, 5 s apart.
  pod._rayContainerDefault('startupProbe', { httpGet, timeoutSeconds, periodSeconds: 1, failureThreshold: 630 });
  // On the head of an older Ray, KubeRay asks the dashboard for the GCS too, which one httpGet cannot.
  if (serves || (pod.role === RayPodRole.HEAD && !allInOne)) return;
  pod._rayContainerDefault('readinessProbe', { httpGet, timeoutSeconds, periodSeconds: 5, failureThreshold: 10 });
}

/** As KubeRay reads it: what is no number is not looked at. */
function agentPort(rayStartParams: ProbedPod['rayStartParams']): number {
  const port = Number.parseInt(rayStartParams['dashboard-agent-listen-port'] ?? '', 10);
  return Number.isNaN(port) ? AGENT_PORT : port;
}
