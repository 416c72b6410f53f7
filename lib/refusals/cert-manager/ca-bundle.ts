import { X509Certificate } from 'node:crypto';
import { invalid } from '../invalid';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Refuses a CA bundle that holds no certificate, one that does not parse, or a private key. */
export function requireCaBundle(constructPath: string, what: string, pem: string): void {
  if (pem.includes('PRIVATE KEY')) {
    throw invalid(constructPath, {
      what,
      because: 'it holds a private key, and a CA bundle is readable by everyone who reads the manifest',
      fix: 'pass the certificates alone, and replace that key if the manifest was ever published',
    });
  }
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length > 0 && certificates.every(parses)) return;
  throw invalid(constructPath, {
    what,
    because: certificates.length === 0 ? 'it holds no certificate in PEM form' : 'it holds a certificate that does not parse',
    fix: "pass the text of a PEM file, beginning with '-----BEGIN CERTIFICATE-----'",
  });
}

function parses(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
