import { invalid } from '../invalid';

/** The version of KubeRay's guide, the oldest that was looked at. */
const OLDEST = [0, 18, 1];
const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/** Refuses what is no version of kube-rbac-proxy, or one older than what its flags are known of. */
export function requireProxyVersion(constructPath: string, version: string): void {
  const parts = VERSION.exec(version)?.slice(1).map(Number);
  if (parts === undefined) {
    throw invalid(constructPath, {
      what: 'proxyVersion',
      got: version,
      because: 'it is no version of kube-rbac-proxy',
      fix: "write it in full and without a 'v', such as '0.22.1', or give another registry's image as 'image'",
    });
  }
  const [major, minor, patch] = parts.map((part, index) => part - OLDEST[index]);
  if ((major || minor || patch) < 0) {
    throw invalid(constructPath, {
      what: 'proxyVersion',
      got: version,
      because: `this library knows the flags of kube-rbac-proxy from ${OLDEST.join('.')} on`,
      fix: 'use a newer one',
    });
  }
}
