import { invalid } from '../invalid';

const SIZES: { readonly [algorithm: string]: readonly number[] } = { RSA: [2048, 3072, 4096, 8192], ECDSA: [256, 384] };

/**
 * Refuses private keys that Ray's peers could not use: BoringSSL, which verifies on their side, offers
 * neither Ed25519 nor P-521 for certificates by default, and RSA below 2048 bits is too weak.
 */
export function requireCertificatePrivateKey(constructPath: string, privateKey: { readonly [field: string]: any } | undefined): void {
  const algorithm = privateKey?.algorithm ?? 'RSA';
  const sizes = SIZES[algorithm];
  if (sizes === undefined) {
    throw invalid(constructPath, {
      what: 'privateKey.algorithm',
      got: algorithm,
      because: "Ray's TLS library (BoringSSL) verifies certificates with ECDSA and RSA keys alone",
      fix: 'choose ECDSA or RSA',
    });
  }
  const size = privateKey?.size;
  if (size !== undefined && !sizes.includes(size)) {
    throw invalid(constructPath, {
      what: 'privateKey.size',
      got: size,
      because:
        algorithm === 'RSA' ? 'less is too weak and more is refused by cert-manager' : "Ray's TLS library (BoringSSL) knows these curves",
      fix: `choose ${sizes.slice(0, -1).join(', ')} or ${sizes.at(-1)} for ${algorithm}`,
    });
  }
}
