import { invalid } from '../invalid';

/** What of a cluster decides whether a kube-rbac-proxy can stand before its dashboard. */
export interface GuardableCluster {
  readonly kind: string;
  readonly namespace?: string;
  /** Parameters of the head's `ray start`. */
  readonly includeDashboard?: string;
  readonly dashboardPort?: string;
  /** The ports on which the proxy listens. */
  readonly proxyPorts: readonly number[];
}

/** Refuses a cluster before whose dashboard no kube-rbac-proxy can stand; returns its namespace. */
export function requireGuardableCluster(constructPath: string, cluster: GuardableCluster): string {
  const { kind, namespace, includeDashboard, dashboardPort, proxyPorts } = cluster;
  if (kind !== 'RayCluster') {
    throw invalid(constructPath, {
      what: 'cluster',
      got: kind,
      because:
        'the KubeRay operator submits and watches through the dashboard, without a Kubernetes token (v1.7.0): the proxy would refuse it, and the job or service would never start',
      fix: 'guard a RayTlsCluster, or use RayTokenAuth, whose token KubeRay sends',
    });
  }
  if (namespace === undefined) {
    throw invalid(constructPath, {
      what: "the cluster's namespace",
      got: namespace,
      because: 'access is decided by, and granted in, the namespace of the RayCluster',
      fix: "name it: new Chart(app, 'ray', { namespace: 'ray' })",
    });
  }
  if (includeDashboard?.toLowerCase() === 'false') {
    throw invalid(constructPath, {
      what: "headGroupSpec.rayStartParams['include-dashboard']",
      got: includeDashboard,
      because: 'there is no dashboard to guard',
      fix: 'remove it, or this construct',
    });
  }
  if (dashboardPort !== undefined && proxyPorts.some((port) => `${port}` === dashboardPort)) {
    throw invalid(constructPath, {
      what: "headGroupSpec.rayStartParams['dashboard-port']",
      got: dashboardPort,
      because: `the proxy listens on ${proxyPorts.join(' and ')} of the same pod`,
      fix: "remove it: Ray's own 8265 is out of the way",
    });
  }
  return namespace;
}
