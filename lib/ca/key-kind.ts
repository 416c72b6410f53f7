import { KeyAlgorithm } from './key-algorithm';

/** A kind of private key as cert-manager writes it. */
export interface KeyKind {
  readonly algorithm: 'RSA' | 'ECDSA';
  /** Bits of the modulus, or of the curve. */
  readonly size: number;
}

const KINDS: { readonly [algorithm in KeyAlgorithm]: KeyKind } = {
  [KeyAlgorithm.ECDSA_P256]: { algorithm: 'ECDSA', size: 256 },
  [KeyAlgorithm.ECDSA_P384]: { algorithm: 'ECDSA', size: 384 },
  [KeyAlgorithm.RSA_2048]: { algorithm: 'RSA', size: 2048 },
  [KeyAlgorithm.RSA_3072]: { algorithm: 'RSA', size: 3072 },
  [KeyAlgorithm.RSA_4096]: { algorithm: 'RSA', size: 4096 },
};

/** The algorithm and size of a kind of key. */
export function keyKind(algorithm: KeyAlgorithm = KeyAlgorithm.ECDSA_P256): KeyKind {
  return KINDS[algorithm];
}
