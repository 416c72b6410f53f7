import { isPrivateKey } from '../questions/pem';
import { type Rule, Severity } from '../rule';

export const privateKeyInManifest: Rule = {
  id: 'private-key-in-manifest',
  title: 'A Secret with a private key is part of the manifests',
  why: 'Manifests are kept in Git, in pipelines and their logs: whoever reads one of them has the key, and it cannot be taken back.',
  fix: 'Have the key made in the cluster (`CaKeyPair.inCluster()`, cert-manager) or refer to a Secret that is made elsewhere (`RayTlsCa.fromSecretName`).',
  source: 'RFC 5280, section 9; base64 in a Secret is no encryption',
  severity: Severity.WARNING,
  check: (set) =>
    set.pems
      .filter(({ manifest, block }) => manifest.kind === 'Secret' && !manifest.isLive && isPrivateKey(block))
      .map(({ manifest, path }) => ({ manifest, path, message: 'it holds a private key in readable form' })),
};
