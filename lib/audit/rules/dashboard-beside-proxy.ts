import { isLoopback } from '../../facts/ray-listeners';
import { dashboardHostOf, startParams } from '../questions/exposure';
import { rbacProxyOf } from '../questions/rbac-proxy';
import { type Rule, Severity } from '../rule';

export const dashboardBesideProxy: Rule = {
  id: 'dashboard-beside-proxy',
  title: 'The dashboard is open beside its kube-rbac-proxy',
  why: 'KubeRay has the dashboard listen on every address unless told otherwise: whoever dials its own port walks past the proxy.',
  fix: "Set `rayStartParams['dashboard-host']` of the head to '127.0.0.1'.",
  source: 'KubeRay v1.7.0, `setMissingRayStartParams`',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayNodes.flatMap((pod) => {
      const params = rbacProxyOf(pod) === undefined ? undefined : startParams(pod, pod.rayContainers[0]);
      const isOff = params?.['include-dashboard']?.toLowerCase() === 'false';
      const host = params?.['dashboard-host'] ?? dashboardHostOf(pod);
      if (params === undefined || isOff || isLoopback(host)) return [];
      const path = pod.isKubeRay ? `${pod.groupPath}.rayStartParams` : pod.rayContainers[0].path;
      return [
        { manifest: pod.manifest, path, message: `the dashboard listens on ${host}:${params['dashboard-port'] ?? '8265'}, past the proxy` },
      ];
    }),
};
