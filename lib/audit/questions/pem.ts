import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type PemBlock, pemBlocks } from '../../facts/pem-blocks';
import { dataOf } from '../model/data';
import { text } from '../model/json';
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
