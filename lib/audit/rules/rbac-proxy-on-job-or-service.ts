import { rbacProxyOf } from '../questions/rbac-proxy';
import { type Rule, Severity } from '../rule';

export const rbacProxyOnJobOrService: Rule = {
  id: 'rbac-proxy-on-job-or-service',
  title: 'A kube-rbac-proxy stands before a RayJob or RayService',
  why: 'The KubeRay operator submits jobs and deploys applications through the dashboard, without a Kubernetes token: the proxy answers 401, and the job or service never starts.',
  fix: "Use Ray's own token, which KubeRay sends (`authOptions.mode: token`, `RayTokenAuth`), or run the job against a guarded RayCluster.",
  source: 'KubeRay v1.7.0, `dashboard_httpclient.go`; ray-project/kuberay#2586',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters
      .filter(({ manifest, isKubeRay }) => isKubeRay && manifest.kind !== 'RayCluster')
      .flatMap(({ manifest, pods: [head] }) => {
        const proxy = rbacProxyOf(head);
        return proxy === undefined
          ? []
          : [{ manifest, path: proxy.container.path, message: `the operator's requests for this ${manifest.kind} are refused` }];
      }),
};
