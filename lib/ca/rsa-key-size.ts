/** The sizes of an RSA key that Ray's TLS library (BoringSSL) accepts and that are strong enough. */
export enum RsaKeySize {
  /** 2048 bits, as strong as 112 bits of a symmetric key: enough until 2030 (NIST SP 800-57). */
  RSA_2048 = 2048,
  /** 3072 bits, as strong as 128 bits of a symmetric key. */
  RSA_3072 = 3072,
  /** 4096 bits: slow to make. */
  RSA_4096 = 4096,
}
