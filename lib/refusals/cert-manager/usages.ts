import { invalid } from '../invalid';

const SIGNATURES = ['digital signature', 'signing'];
const EXTENDED = ['any', 'server auth', 'client auth'];

/** Refuses usages of a leaf with which a TLS handshake cannot succeed. */
export function requireTlsUsages(constructPath: string, usages: readonly string[] | undefined): void {
  if (usages === undefined) return;
  if (usages.length === 0) {
    throw invalid(constructPath, {
      what: 'usages',
      got: usages,
      because: 'cert-manager takes an empty list for its own default, which names neither servers nor clients',
      fix: 'name the usages, or leave the field out',
    });
  }
  const keyUsages = usages.filter((usage) => !EXTENDED.includes(usage));
  if (keyUsages.length > 0 && !keyUsages.some((usage) => SIGNATURES.includes(usage))) {
    throw invalid(constructPath, {
      what: 'usages',
      got: usages,
      because: 'TLS peers sign the handshake, and a certificate that names key usages without digital signature forbids that',
      fix: "add 'digital signature'",
    });
  }
}
