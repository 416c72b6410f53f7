import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { kubeRayVersionAtLeast } from '../../refusals/cluster/kuberay-version';

const DEFAULT_AGENT_PORT = '52365';

/**
 * Gives the head probes that find a dashboard which is not on Ray's own port. From 1.6 on KubeRay's do so themselves (by `dashboard-port`);
 * those of 1.5 ask port 8265, where the proxy would tell them 401. The user's own always win.
 */
export function probeMovedDashboard(cluster: RayTlsClusterBase, dashboardPort: string): void {
  if (kubeRayVersionAtLeast(cluster.kubeRayVersion, '1.6')) return;
  const agentPort = cluster._headStartParam('dashboard-agent-listen-port') ?? DEFAULT_AGENT_PORT;
  const check = [health(agentPort, 'local_raylet_healthz'), health(dashboardPort, 'gcs_healthz')].join(' && ');
  const probe = { exec: { command: ['sh', '-c', check] }, periodSeconds: 5, timeoutSeconds: 5 };
  cluster.head._rayContainerDefault('livenessProbe', { ...probe, initialDelaySeconds: 30, failureThreshold: 120 });
  cluster.head._rayContainerDefault('readinessProbe', { ...probe, initialDelaySeconds: 10, failureThreshold: 10 });
}

function health(port: string, path: string): string {
  return `wget -q -t 1 -T 2 -O /dev/null http://localhost:${port}/api/${path}`;
}
