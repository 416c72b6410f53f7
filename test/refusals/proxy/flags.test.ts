import { requireProxyFlagValues } from '../../../lib/refusals/proxy/flags';
import { refusal } from '../refusals';

const refused = (audiences: string[], paths: string[]) =>
  refusal(() => requireProxyFlagValues('ray/auth', audiences, paths)).replace('[ray/auth] ', '');

test('a flag takes one value at a time', () => {
  for (const value of ['', 'a,b', 'a b', 'a"b']) {
    expect(refused(['x', value], ['/'])).toBe(
      `audiences[1] is '${value}': it is empty, or has a comma, a quote or white space, which separate the values of kube-rbac-proxy's flags. Fix: write each value by itself.`,
    );
  }
});

test('paths are patterns for one segment at a time', () => {
  expect(() => requireProxyFlagValues('ray/auth', [], ['/', '/api/jobs/*/logs'])).not.toThrow();
  for (const path of ['/a/**', '/a[b', '/a]b', '/a\\b']) {
    expect(refused([], ['/', path])).toBe(
      `paths[1] is '${path}': in these patterns '*' stands for characters but '/', one segment at a time; a class that is not closed answers 500 to every request. Fix: write a '*' for each segment, as in '/api/jobs/*/logs', without brackets or backslashes.`,
    );
  }
  expect(refused([], ['api'])).toBe("paths[0] is 'api': every path begins with '/', so no request would match it. Fix: write '/api'.");
  expect(refused([], [])).toBe(
    'paths: no pattern is given, and kube-rbac-proxy takes that to mean every path. Fix: name the paths that are let through, or leave them out for KubeRbacProxyPaths.dashboard().',
  );
});
