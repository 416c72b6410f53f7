// A block that is cut off is one too, so that it is complained of, and not passed over.
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?(-----END \1-----|(?=-----BEGIN )|$)/g;

/** One block of a PEM text. */
export interface PemBlock {
  /** What it says it is: `CERTIFICATE`, `PRIVATE KEY`. */
  readonly label: string;
  /** The block with its two borders, ready to be parsed. */
  readonly text: string;
}

/** The blocks of a PEM text, in their order; whatever stands between them is left out, as is indentation. */
export function pemBlocks(pem: string): PemBlock[] {
  return [...pem.matchAll(BLOCK)].map(([text, label]) => ({ label, text: `${text.replace(/^[ \t]+/gm, '')}\n` }));
}
