import { X509Certificate } from 'node:crypto';
import { pemBlocks } from '../../facts/pem-blocks';
import { invalid } from '../invalid';

/**
 * Reads the PEM certificates of a CA, the signing one first.
 *
 * Refuses what holds a private key: these certificates are handed to every pod.
 */
export function readCaCertificates(constructPath: string, what: string, pem: string): X509Certificate[] {
  const blocks = pemBlocks(pem).filter(({ label }) => label === 'CERTIFICATE');
  if (/PRIVATE KEY-----/.test(pem)) {
    const swapped = blocks.length === 0;
    throw invalid(constructPath, {
      what,
      because: swapped ? 'it is a private key' : 'there is a private key in it, and the certificate is handed to every pod',
      fix: swapped ? 'pass the certificate first and the private key second' : 'leave only certificates in it',
    });
  }
  if (blocks.length === 0) {
    throw invalid(constructPath, {
      what,
      because: 'it holds no PEM certificate',
      fix: "pass the text from '-----BEGIN CERTIFICATE-----' to '-----END CERTIFICATE-----'; for the path of a file use CaKeyPair.fromFiles, and convert DER with 'openssl x509 -inform DER'",
    });
  }
  return blocks.map(({ text }, index) => {
    try {
      const certificate = new X509Certificate(text);
      // OpenSSL reads the public key on demand, and then fails on one that it does not know.
      certificate.publicKey;
      return certificate;
    } catch {
      throw invalid(constructPath, {
        what: blocks.length === 1 ? what : `${what}, number ${index + 1} of ${blocks.length}`,
        because: 'it does not parse as an X.509 certificate',
        fix: "copy it again, whole; 'openssl x509 -noout -text' must be able to read it",
      });
    }
  });
}
