/** The kinds of private key that Ray's TLS library (BoringSSL) accepts and that are strong enough. */
export enum KeyAlgorithm {
  /** ECDSA on the curve P-256: small and fast. */
  ECDSA_P256 = 'ecdsa-p256',
  /** ECDSA on the curve P-384. */
  ECDSA_P384 = 'ecdsa-p384',
  /** RSA with 2048 bits, as strong as 112 bits of a symmetric key: enough until 2030 (NIST SP 800-57). */
  RSA_2048 = 'rsa-2048',
  /** RSA with 3072 bits, as strong as 128 bits of a symmetric key. */
  RSA_3072 = 'rsa-3072',
  /** RSA with 4096 bits: slow to make. */
  RSA_4096 = 'rsa-4096',
}
