import { invalid } from '../invalid';

/** Refuses a kind of key that is not one of `known`. */
export function requireKeyAlgorithm(constructPath: string, what: string, algorithm: unknown, known: readonly string[]): void {
  if (known.includes(algorithm as string)) return;
  throw invalid(constructPath, {
    what,
    got: algorithm,
    because:
      "Ray's TLS library (BoringSSL) accepts certificates with these keys alone: ECDSA on P-256 and P-384, RSA with 2048, 3072 and 4096 bits",
    fix: `choose one of KeyAlgorithm: ${known.join(', ')}`,
  });
}
