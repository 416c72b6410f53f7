import { createPrivateKey, type KeyObject } from 'node:crypto';
import { pemBlocks } from '../../facts/pem-blocks';
import { invalid } from '../invalid';

/** Reads an unencrypted PEM private key. No error holds anything of the text. */
export function readPrivateKey(constructPath: string, what: string, pem: string): KeyObject {
  const blocks = pemBlocks(pem);
  const keys = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (keys.length === 0) throw invalid(constructPath, { what, ...withoutPrivateKey(blocks.map(({ label }) => label)) });
  if (keys.length > 1) {
    throw invalid(constructPath, {
      what,
      because: `it holds ${keys.length} private keys, and a CA signs with one`,
      fix: 'leave only the key of the CA in it',
    });
  }
  const [{ label, text }] = keys;
  if (label === 'ENCRYPTED PRIVATE KEY' || text.includes('Proc-Type: 4,ENCRYPTED')) {
    throw invalid(constructPath, {
      what,
      because: 'it is encrypted, and no pod could ask for its passphrase',
      fix: "decrypt it with 'openssl pkey -in ca.key -out ca-plain.key' and pass that one",
    });
  }
  try {
    return createPrivateKey(text);
  } catch {
    throw invalid(constructPath, {
      what,
      because: 'it does not parse as a private key',
      fix: "copy it again, whole; 'openssl pkey -noout' must be able to read it",
    });
  }
}

function withoutPrivateKey(labels: string[]): { because: string; fix: string } {
  if (labels.includes('CERTIFICATE')) {
    return { because: 'it is a certificate', fix: 'pass the certificate first and the private key second' };
  }
  if (labels.some((label) => label.endsWith('PUBLIC KEY'))) {
    return { because: 'it is a public key', fix: 'pass the private key that belongs to it' };
  }
  return {
    because: 'it holds no PEM private key',
    fix: "pass the text from '-----BEGIN PRIVATE KEY-----' to '-----END PRIVATE KEY-----'; for the path of a file use CaKeyPair.fromFiles, and convert DER with 'openssl pkey -inform DER'",
  };
}
