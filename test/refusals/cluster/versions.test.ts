import { kubeRayVersionAtLeast, requireKubeRayVersion } from '../../../lib/refusals/cluster/kuberay-version';
import { rayVersionAtLeast, requireRayVersion } from '../../../lib/refusals/cluster/ray-version';
import { requireProxyVersion } from '../../../lib/refusals/proxy/version';
import { refusal } from '../refusals';

describe('Ray', () => {
  const accept = (version: string) => requireRayVersion('ray/cluster', 'rayVersion', version);

  test.each(['2.9.0', '2.9.1', '2.10.0', '2.58.0', '2.58.0rc1'])('%s is known', (version) => {
    expect(() => accept(version)).not.toThrow();
  });

  test.each(['2.8.9', '1.99.0', '3.0.0'])('%s is not', (version) => {
    expect(refusal(() => accept(version))).toBe(
      `[ray/cluster] rayVersion is '${version}': this library knows Ray 2.9.0 to 2.x. Fix: use such a version of Ray, and one that its image really has.`,
    );
  });

  test.each(['2.58', 'v2.58.0', '2.58.0-py311', 'nightly'])('%s is no version', (version) => {
    expect(refusal(() => accept(version))).toBe(
      `[ray/cluster] rayVersion is '${version}': it is no version of Ray. Fix: write it in full, such as '2.58.0'.`,
    );
  });

  test('versions are compared part by part, as numbers', () => {
    for (const least of ['2.52.3', '2.52.2', '2.9.9', '1.99.99']) expect(rayVersionAtLeast('2.52.3', least)).toBe(true);
    for (const least of ['2.52.4', '2.53.0', '3.0.0']) expect(rayVersionAtLeast('2.52.3', least)).toBe(false);
  });
});

describe('KubeRay', () => {
  test('what is not known is refused', () => {
    for (const version of ['1.5', '1.6.3', 'v1.7.0']) expect(() => requireKubeRayVersion('ray', 'kubeRayVersion', version)).not.toThrow();
    for (const version of ['1.4', '1.8', '2.5', '1', '1.5.x', '']) {
      expect(refusal(() => requireKubeRayVersion('ray', 'kubeRayVersion', version))).toBe(
        `[ray] kubeRayVersion is '${version}': this library knows KubeRay 1.5, 1.6, 1.7. Fix: write the version of the operator that runs in the cluster, such as '1.6' or '1.5.1'.`,
      );
    }
  });

  test('a version without a patch is its newest', () => {
    for (const [version, least] of [
      ['1.5', '1.5.1'],
      ['1.5.1', '1.5.1'],
      ['1.6.0', '1.5.9'],
      ['1.6', '1.6'],
      ['v1.10.0', '1.9'],
    ]) {
      expect(kubeRayVersionAtLeast(version, least)).toBe(true);
    }
    for (const [version, least] of [
      ['1.5.0', '1.5.1'],
      ['1.5.9', '1.6'],
      ['1.5', '1.6.0'],
    ]) {
      expect(kubeRayVersionAtLeast(version, least)).toBe(false);
    }
  });
});

describe('kube-rbac-proxy', () => {
  const accept = (version: string) => requireProxyVersion('ray/auth', version);

  test.each(['0.18.1', '0.18.2', '0.19.0', '1.0.0'])('%s is known', (version) => {
    expect(() => accept(version)).not.toThrow();
  });

  test.each(['0.18.0', '0.17.9'])('%s is too old', (version) => {
    expect(refusal(() => accept(version))).toBe(
      `[ray/auth] proxyVersion is '${version}': this library knows the flags of kube-rbac-proxy from 0.18.1 on. Fix: use a newer one.`,
    );
  });

  test.each(['v0.22.1', '0.22', 'latest'])('%s is no version', (version) => {
    expect(refusal(() => accept(version))).toBe(
      `[ray/auth] proxyVersion is '${version}': it is no version of kube-rbac-proxy. Fix: write it in full and without a 'v', such as '0.22.1', or give another registry's image as 'image'.`,
    );
  });
});
