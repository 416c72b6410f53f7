import { textEntries } from './json';
import type { Manifest } from './manifest';

/** One entry of a Secret or ConfigMap, decoded. */
export interface DataEntry {
  readonly key: string;
  readonly path: string;
  readonly content: string;
}

/** Finds the entries of a Secret or ConfigMap of a namespace; undefined where the set does not have it. */
export type DataLookup = (kind: 'Secret' | 'ConfigMap', namespace: string | undefined, name: string) => readonly DataEntry[] | undefined;

const BASE64_FIELDS: { readonly [kind: string]: readonly string[] } = { Secret: ['data'], ConfigMap: ['binaryData'] };
const TEXT_FIELDS: { readonly [kind: string]: readonly string[] } = { Secret: ['stringData'], ConfigMap: ['data'] };

const decoded = new WeakMap<Manifest, readonly DataEntry[]>();

/** The entries of a Secret or ConfigMap; none of anything else. */
export function dataOf(manifest: Manifest): readonly DataEntry[] {
  if (manifest.group !== '' || !['Secret', 'ConfigMap'].includes(manifest.kind)) return [];
  const known = decoded.get(manifest);
  if (known !== undefined) return known;
  const entries = (fields: readonly string[], decode: (content: string) => string) =>
    fields.flatMap((field) =>
      textEntries(manifest.json[field]).map(([key, content]) => ({ key, path: `${field}['${key}']`, content: decode(content) })),
    );
  const found = [
    ...entries(BASE64_FIELDS[manifest.kind], (content) => Buffer.from(content, 'base64').toString('latin1')),
    ...entries(TEXT_FIELDS[manifest.kind], (content) => content),
  ];
  decoded.set(manifest, found);
  return found;
}
