import type { KeyObject } from 'node:crypto';
import { invalid } from '../invalid';

const SMALLEST_RSA = 2048;
/** P-256 and P-384, as OpenSSL calls them. */
const CURVES = ['prime256v1', 'secp384r1'];

/** Refuses a kind of key that Ray's TLS library (BoringSSL) does not verify, or that is too weak. */
export function requireKeyKind(constructPath: string, what: string, key: KeyObject): void {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const fix = 'make a CA with RSA of 2048 bits or more, or with ECDSA on P-256 or P-384';
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength >= SMALLEST_RSA) return;
    throw invalid(constructPath, {
      what,
      got: `RSA with ${modulusLength} bits`,
      because: `less than ${SMALLEST_RSA} bits can be broken`,
      fix,
    });
  }
  if (key.asymmetricKeyType === 'ec' && CURVES.includes(namedCurve)) return;
  throw invalid(constructPath, {
    what,
    got: `${key.asymmetricKeyType ?? 'of unknown kind'} ${namedCurve}`.trim(),
    because: "Ray's TLS library (BoringSSL) verifies certificates by RSA and by ECDSA on P-256 and P-384 only",
    fix,
  });
}
