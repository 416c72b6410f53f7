import { rbacProxyOf } from '../questions/rbac-proxy';
import { type Rule, Severity } from '../rule';

export const rbacProxyWithoutTls: Rule = {
  id: 'rbac-proxy-without-tls',
  title: 'A kube-rbac-proxy listens without TLS',
  why: 'Clients send it their Kubernetes tokens in clear text, and whoever listens on the way can use them against the API server too.',
  fix: 'Use `--secure-listen-address` with `--tls-cert-file` and `--tls-private-key-file` (`KubeRbacProxyListener.clusterTls()`).',
  source: 'kube-rbac-proxy v0.22.1, which calls `--insecure-listen-address` deprecated; RFC 6750, section 5.3',
  severity: Severity.WARNING,
  check: (set) =>
    set.rayNodes.flatMap((pod) => {
      const proxy = rbacProxyOf(pod);
      const insecure = proxy?.addresses.filter(({ hasTls, isLocal }) => !hasTls && !isLocal) ?? [];
      if (proxy === undefined || insecure.length === 0) return [];
      const address = proxy.container.flag('insecure-listen-address');
      return [{ manifest: pod.manifest, path: `${proxy.container.path}.args`, message: `it takes tokens over plain HTTP on ${address}` }];
    }),
};
