const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;

/** Signature algorithms by their object identifiers (RFC 3279, RFC 8017), of those that no longer prove anything. */
const BROKEN: { readonly [hex: string]: string } = {
  '2a864886f70d010102': 'MD2 with RSA',
  '2a864886f70d010104': 'MD5 with RSA',
  '2a864886f70d010105': 'SHA-1 with RSA',
  '2a8648ce3d0401': 'SHA-1 with ECDSA',
  '2a8648ce380403': 'SHA-1 with DSA',
};

/** The signature algorithm of a certificate in DER, if it is a broken one. */
export function brokenSignatureAlgorithm(der: Buffer): string | undefined {
  // Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { algorithm OBJECT IDENTIFIER, ... }, ... }
  const certificate = element(der, 0, SEQUENCE);
  const signed = certificate && element(der, certificate.start, SEQUENCE);
  const algorithm = signed && element(der, signed.end, SEQUENCE);
  const identifier = algorithm && element(der, algorithm.start, OBJECT_IDENTIFIER);
  return identifier && BROKEN[der.subarray(identifier.start, identifier.end).toString('hex')];
}

/** Where the content of the DER element at an offset starts and ends. */
function element(der: Buffer, offset: number, tag: number): { readonly start: number; readonly end: number } | undefined {
  if (offset + 2 > der.length || der[offset] !== tag) return undefined;
  const first = der[offset + 1];
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4 || offset + 2 + lengthBytes > der.length) return undefined;
  const start = offset + 2 + lengthBytes;
  return { start, end: start + (lengthBytes === 0 ? first : der.readUIntBE(offset + 2, lengthBytes)) };
}
