import { at, text } from '../model/json';
import { type Rule, Severity } from '../rule';

export const rayAsRoot: Rule = {
  id: 'ray-as-root',
  title: 'Ray runs as root',
  why: 'Ray runs whatever code it is sent, and as uid 0 each hole in the container runtime or the kernel hands that code the node.',
  fix: "Remove `runAsUser: 0`: Ray's images run as uid 1000. Install what needs root while the image is built.",
  source: 'Kubernetes, "Pod Security Standards", restricted; the CIS Kubernetes Benchmark, 5.2.7',
  severity: Severity.WARNING,
  check: (set) =>
    set.rayNodes.flatMap((pod) =>
      pod.rayContainers.flatMap(({ json, path }) => {
        const own = text(at(json, 'securityContext', 'runAsUser'));
        const user = own ?? text(at(pod.spec, 'securityContext', 'runAsUser'));
        if (user === undefined || Number(user) !== 0) return [];
        const where = own === undefined ? pod.specPath : path;
        return [{ manifest: pod.manifest, path: `${where}.securityContext.runAsUser`, message: `the ${pod.title} runs as uid 0` }];
      }),
    ),
};
