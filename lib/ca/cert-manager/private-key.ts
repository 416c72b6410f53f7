import { checkArguments } from '../../refusals/api/arguments';
/** The kind of a private key that cert-manager makes for a certificate. */
export class CertManagerPrivateKey {
  /**
   * An ECDSA key: small and fast.
   *
   * @param size bits of the curve: 256 (P-256) or 384 (P-384), the ones that Ray's TLS library (BoringSSL) verifies by default
   */
  public static ecdsa(size = 256): CertManagerPrivateKey {
    return new CertManagerPrivateKey('ECDSA', size);
  }

  /**
   * An RSA key, for peers that know nothing else.
   *
   * @param size bits: 2048, 3072, 4096 or 8192
   */
  public static rsa(size = 2048): CertManagerPrivateKey {
    return new CertManagerPrivateKey('RSA', size);
  }

  private constructor(
    /** The algorithm as cert-manager writes it: `ECDSA` or `RSA`. */
    public readonly algorithm: string,
    /** Its size in bits. */
    public readonly size: number,
  ) {}
}

/** What becomes of the private key when cert-manager renews a certificate. */
export enum CertManagerRotationPolicy {
  /** A new key with each renewal, so that a stolen one is worth nothing after it. */
  ALWAYS = 'Always',
  /** The same key for ever, for peers that pin it. */
  NEVER = 'Never',
}

checkArguments('CertManagerPrivateKey', CertManagerPrivateKey);
