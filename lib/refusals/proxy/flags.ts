import { invalid } from '../invalid';

/** Refuses audiences and paths that kube-rbac-proxy would take for something else, or that none can match. */
export function requireProxyFlagValues(constructPath: string, audiences: readonly string[], paths: readonly string[]): void {
  audiences.forEach((audience, index) => {
    requireOneValue(constructPath, `audiences[${index}]`, audience);
  });
  if (paths.length === 0) {
    throw invalid(constructPath, {
      what: 'paths',
      because: 'no pattern is given, and kube-rbac-proxy takes that to mean every path',
      fix: 'name the paths that are let through, or leave them out for KubeRbacProxyPaths.dashboard()',
    });
  }
  paths.forEach((path, index) => {
    const what = `paths[${index}]`;
    requireOneValue(constructPath, what, path);
    if (!path.startsWith('/')) {
      throw invalid(constructPath, {
        what,
        got: path,
        because: "every path begins with '/', so no request would match it",
        fix: `write '/${path}'`,
      });
    }
    if (/[[\]\\]/.test(path) || path.includes('**')) {
      throw invalid(constructPath, {
        what,
        got: path,
        because:
          "in these patterns '*' stands for characters but '/', one segment at a time; a class that is not closed answers 500 to every request",
        fix: "write a '*' for each segment, as in '/api/jobs/*/logs', without brackets or backslashes",
      });
    }
  });
}

/** Both flags take lists with commas (CSV, which has quotes too). */
function requireOneValue(constructPath: string, what: string, value: string): void {
  if (value !== '' && !/[\s,"]/.test(value)) return;
  throw invalid(constructPath, {
    what,
    got: value,
    because: "it is empty, or has a comma, a quote or white space, which separate the values of kube-rbac-proxy's flags",
    fix: 'write each value by itself',
  });
}
