/** What becomes of the private key when cert-manager renews a certificate. */
export enum CertManagerRotationPolicy {
  /** A new key with each renewal, so that a stolen one is worth nothing after it. */
  ALWAYS = 'Always',
  /** The same key for ever, for peers that pin it. */
  NEVER = 'Never',
}
