import type { KeyObject } from 'node:crypto';
import { at, text } from '../model/json';
import { leafCertificates } from '../questions/leaf';
import { publicKeyOf } from '../questions/pem';
import { type Rule, Severity } from '../rule';

const SMALLEST_RSA = 2048;
/** P-256 and P-384, as OpenSSL calls them. */
const CURVES = ['prime256v1', 'secp384r1'];

export const weakKey: Rule = {
  id: 'weak-key',
  title: "A key is too weak, or of a kind that Ray's TLS library refuses",
  why: 'RSA below 2048 bits can be broken; Ray verifies certificates with BoringSSL, which by default knows RSA and ECDSA on P-256 and P-384 alone, so every handshake with another kind fails.',
  fix: 'Use RSA of 2048 bits or more, or ECDSA on P-256 or P-384.',
  source: 'NIST SP 800-131A Rev. 2; BoringSSL in Ray 2.58 (tried)',
  severity: Severity.ERROR,
  check: (set) => [
    ...set.pems.flatMap(({ manifest, path, block }) => {
      const weakness = weaknessOf(publicKeyOf(block));
      return weakness === undefined ? [] : [{ manifest, path, message: `its key is ${weakness}` }];
    }),
    ...leafCertificates(set).flatMap(({ certificate }) => {
      const algorithm = text(at(certificate.spec, 'privateKey', 'algorithm')) ?? 'RSA';
      const size = Number(text(at(certificate.spec, 'privateKey', 'size')) ?? (algorithm === 'RSA' ? SMALLEST_RSA : 256));
      const isFit = (algorithm === 'RSA' && size >= SMALLEST_RSA) || (algorithm === 'ECDSA' && [256, 384].includes(size));
      return isFit
        ? []
        : [{ manifest: certificate, path: 'spec.privateKey', message: `Ray's pods would get a key of ${algorithm} ${size}` }];
    }),
  ],
};

function weaknessOf(key: KeyObject | undefined): string | undefined {
  if (key === undefined) return undefined;
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return modulusLength < SMALLEST_RSA ? `RSA with ${modulusLength} bits` : undefined;
  if (key.asymmetricKeyType === 'ec' && CURVES.includes(namedCurve)) return undefined;
  return `${key.asymmetricKeyType ?? 'of an unknown kind'} ${namedCurve}`.trim();
}
