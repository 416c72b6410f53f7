import { oauthGapsOf } from '../questions/oauth-proxy';
import { rbacProxyOf } from '../questions/rbac-proxy';
import { type Rule, Severity } from '../rule';

export const rbacProxyBypassed: Rule = {
  id: 'rbac-proxy-bypassed',
  title: 'A proxy before the dashboard does not ask everyone',
  why: 'Requests to a path under `--ignore-paths` (kube-rbac-proxy) or `--skip-auth-route` (oauth2-proxy) reach the dashboard without any check, and a container that is only called kube-rbac-proxy checks nothing: whoever reaches it runs code.',
  fix: 'Remove the flag, or keep health paths in it alone; run an image of kube-rbac-proxy, as `KubeRbacProxyAuth` does.',
  source: 'kube-rbac-proxy v0.22.1, `--ignore-paths`: "no authentication and authorization"',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayNodes.flatMap((pod) =>
      [...(rbacProxyOf(pod)?.gaps ?? []), ...oauthGapsOf(pod)].map(({ path, why }) => ({
        manifest: pod.manifest,
        path,
        message: `${why}, and the dashboard of the ${pod.title} is behind it`,
      })),
    ),
};
