import type { KeyObject } from 'node:crypto';
import type * as Forge from 'node-forge';
import type { NamePart } from './certificate-subject';

/** What a self-signed CA certificate says. */
export interface SelfSignedCertificateParts {
  /** RSA, the only kind that node-forge can use. */
  readonly privateKey: KeyObject;
  readonly subject: readonly NamePart[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** As DER has it, in hexadecimal digits. */
  readonly serialNumber: string;
}

/** A self-signed CA certificate in PEM: a pure function of its parts. */
export function selfSignedCertificate(parts: SelfSignedCertificateParts): string {
  // Here, and not on top: loading it takes longer than all of this library, and few apps come here.
  const { asn1, md, pki } = require('node-forge') as typeof Forge;
  const privateKey = pki.privateKeyFromPem(parts.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string);
  const name = parts.subject.map(({ oid, value, printable }) => ({
    type: oid,
    value,
    // Forge's types lack the tag of any string.
    valueTagClass: (printable ? asn1.Type.PRINTABLESTRING : asn1.Type.UTF8) as unknown as Forge.asn1.Class,
  }));
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.setRsaPublicKey(privateKey.n, privateKey.e);
  certificate.serialNumber = parts.serialNumber;
  certificate.validity.notBefore = parts.notBefore;
  certificate.validity.notAfter = parts.notAfter;
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    // Path length 0: it signs leaves, and no further CA.
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: true },
  ]);
  certificate.sign(privateKey, md.sha256.create());
  return pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}
