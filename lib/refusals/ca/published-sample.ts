import { createHash, type KeyObject } from 'node:crypto';
import { invalid } from '../invalid';

/**
 * SHA-256 of the DER SubjectPublicKeyInfo of the CA in KubeRay's public sample `ray-cluster.tls.yaml`.
 *
 * It tells the key and not the certificate, so that a certificate re-issued for the same key is known too.
 */
export const PUBLISHED_SAMPLE_CA_KEY = '9bda030ce522ccf285118db0934450387879a7110248b107b81e122d50873d24';

/** Refuses the CA key of KubeRay's public sample: whoever reads that repository could sign a leaf for any pod. */
export function requireNotPublishedSample(constructPath: string, what: string, publicKey: KeyObject): void {
  const fingerprint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  if (fingerprint !== PUBLISHED_SAMPLE_CA_KEY) return;
  throw invalid(constructPath, {
    what,
    got: `the public key ${fingerprint}`,
    because: "it is the CA of KubeRay's public sample, whose private key anyone can download",
    fix: 'make a CA of your own, for instance with CaKeyPair.inCluster()',
  });
}
