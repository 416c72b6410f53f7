import { invalid } from '../invalid';

type Json = { readonly [key: string]: any };

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '::1'];
const DASHBOARD_PORT = 8265;

/**
 * Refuses a cluster that KubeRay cannot run a job or a service on: its operator submits, deploys and watches through the
 * dashboard, which it finds by the name of a port (`FetchHeadServiceURL` of KubeRay v1.7.0).
 */
export function requireManageableCluster(constructPath: string, kind: string, clusterSpec: Json): void {
  const { headGroupSpec } = clusterSpec;
  const params: Json = headGroupSpec.rayStartParams;
  if (`${params['include-dashboard']}`.toLowerCase() === 'false') {
    throw invalid(constructPath, {
      what: "headGroupSpec.rayStartParams['include-dashboard']",
      got: params['include-dashboard'],
      because: `the KubeRay operator runs a ${kind} through the dashboard`,
      fix: 'remove it',
    });
  }
  if (LOOPBACK_HOSTS.includes(params['dashboard-host'])) {
    throw invalid(constructPath, {
      what: "headGroupSpec.rayStartParams['dashboard-host']",
      got: params['dashboard-host'],
      because: `the KubeRay operator runs a ${kind} through the dashboard, and would not reach it`,
      fix: 'remove it, and close the dashboard by RayTokenAuth and RayNetworkPolicy',
    });
  }
  requireDashboardPort(constructPath, kind, headGroupSpec);
}

function requireDashboardPort(constructPath: string, kind: string, headGroupSpec: Json): void {
  const ports: Json[] = headGroupSpec.template.spec.containers[0].ports ?? [];
  const wanted = Number(headGroupSpec.rayStartParams['dashboard-port'] ?? DASHBOARD_PORT);
  // Where the container declares none at all, KubeRay takes Ray's own ports.
  const found = ports.length === 0 ? DASHBOARD_PORT : ports.find(({ name }) => name === 'dashboard')?.containerPort;
  if (found === wanted) return;
  throw invalid(constructPath, {
    what: "the port 'dashboard' of the head's first container",
    got: found,
    because: `the KubeRay operator runs a ${kind} through the dashboard, which it finds by that name and which listens on ${wanted}`,
    fix: `declare { name: 'dashboard', containerPort: ${wanted} } there, beside the other ports that the head's Service is to have`,
  });
}
