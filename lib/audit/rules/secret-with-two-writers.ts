import { at, text } from '../model/json';
import { type Manifest, objectKey } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { type Rule, Severity } from '../rule';

export const secretWithTwoWriters: Rule = {
  id: 'secret-with-two-writers',
  title: 'Two owners write one Secret',
  why: 'A Certificate and whatever applies the manifests overwrite each other without end; and KubeRay keeps its token in a Secret of the name of the RayCluster, which nothing else may have.',
  fix: 'Give each a Secret of its own.',
  source: 'cert-manager v1.21, "Certificate": secretName; KubeRay v1.7.0, `CheckName` of the auth Secret',
  severity: Severity.ERROR,
  check: (set) => {
    const first = new Map<string, Manifest>();
    // A Secret that an API server has was written by its one owner.
    for (const secret of set.ofKind('Secret').filter(({ isLive }) => !isLive)) first.set(secret.key, secret);
    return writers(set).flatMap(({ manifest, path, secretName }) => {
      const key = objectKey('Secret', manifest.namespace, secretName);
      const other = first.get(key);
      first.set(key, other ?? manifest);
      return other === undefined ? [] : [{ manifest, path, message: `${other.title} writes the Secret '${secretName}' too` }];
    });
  },
};

interface Writer {
  readonly manifest: Manifest;
  readonly path: string;
  readonly secretName: string;
}

function writers(set: ManifestSet): Writer[] {
  const certificates = set.ofKind('Certificate', 'cert-manager.io').flatMap((manifest) => {
    const secretName = text(manifest.spec.secretName);
    return secretName === undefined ? [] : [{ manifest, path: 'spec.secretName', secretName }];
  });
  const tokens = set.clusters
    .filter(({ asksForToken, name, spec }) => asksForToken && name !== undefined && !hasTokenElsewhere(spec.authOptions))
    .map(({ manifest }) => ({ manifest, path: 'spec.authOptions', secretName: manifest.name }));
  return [...certificates, ...tokens];
}

function hasTokenElsewhere(authOptions: unknown): boolean {
  return at(authOptions, 'secretName') !== undefined || at(authOptions, 'enableK8sTokenAuth') === true;
}
