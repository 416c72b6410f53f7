import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type PemBlock, pemBlocks } from '../../facts/pem-blocks';
import { text, textEntries } from '../model/json';
import type { Manifest } from '../model/manifest';

/** A PEM block in a Secret or ConfigMap. */
export interface PlacedPem {
  readonly manifest: Manifest;
  readonly path: string;
  readonly block: PemBlock;
}

/** A certificate in a Secret or ConfigMap. */
export interface PlacedCertificate {
  readonly manifest: Manifest;
  readonly path: string;
  readonly certificate: X509Certificate;
}

const BASE64_FIELDS: { readonly [kind: string]: readonly string[] } = { Secret: ['data'], ConfigMap: ['binaryData'] };
const TEXT_FIELDS: { readonly [kind: string]: readonly string[] } = { Secret: ['stringData'], ConfigMap: ['data'] };

/** The entries of a Secret or ConfigMap, decoded. */
export function dataOf(manifest: Manifest): readonly { readonly key: string; readonly path: string; readonly content: string }[] {
  if (manifest.group !== '' || !['Secret', 'ConfigMap'].includes(manifest.kind)) return [];
  const entries = (fields: readonly string[], decode: (content: string) => string) =>
    fields.flatMap((field) =>
      textEntries(manifest.json[field]).map(([key, content]) => ({ key, path: `${field}['${key}']`, content: decode(content) })),
    );
  return [
    ...entries(BASE64_FIELDS[manifest.kind], (content) => Buffer.from(content, 'base64').toString('latin1')),
    ...entries(TEXT_FIELDS[manifest.kind], (content) => content),
  ];
}

/** The PEM blocks in a Secret or ConfigMap. */
export function pemsIn(manifest: Manifest): PlacedPem[] {
  return dataOf(manifest).flatMap(({ path, content }) => pemsOf(content).map((block) => ({ manifest, path, block })));
}

/** The PEM blocks in a text, one for each border that begins one, so that the time is in proportion to the text. */
export function pemsOf(content: string): PemBlock[] {
  const pieces = content.split('-----BEGIN ').slice(1);
  return pieces.filter((piece) => piece.includes('-----END ')).flatMap((piece) => pemBlocks(`-----BEGIN ${piece}`));
}

export function isPrivateKey({ label }: PemBlock): boolean {
  return label.endsWith('PRIVATE KEY');
}

/** The certificate in a block, unless it is something else or does not parse. */
export function certificateOf({ label, text: pem }: PemBlock): X509Certificate | undefined {
  return label === 'CERTIFICATE' ? attempt(() => new X509Certificate(pem)) : undefined;
}

/** The public key of a certificate or a private key, unless it is neither, encrypted, or does not parse. */
export function publicKeyOf(block: PemBlock): KeyObject | undefined {
  if (isPrivateKey(block)) return attempt(() => createPublicKey(createPrivateKey(block.text)));
  return attempt(() => certificateOf(block)?.publicKey);
}

/** The common name of a certificate, or its whole subject. */
export function subjectOf(certificate: X509Certificate): string {
  return text(certificate.subject)?.split('\n').join(', ') ?? 'without a subject';
}

function attempt<T>(action: () => T | undefined): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
