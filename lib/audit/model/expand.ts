import { yamlDocuments } from '../yaml/documents';
import { dataOf } from './data';
import { isObject, type Json } from './json';
import { type FieldLines, linesBelow, Manifest } from './manifest';
import { mayHoldObjects, walk } from './walk';

/** Objects within texts within objects: nobody means more. */
const DEEPEST = 8;
const LONGEST_TEXT = 4 << 20;

/** The objects of a set, each followed by those that it holds: items of lists, what Templates and AppWrappers wrap, manifests in ConfigMaps. */
export function expand(manifests: readonly Manifest[], depth = 0): Manifest[] {
  return manifests.flatMap((manifest) => {
    const held = depth < DEEPEST ? heldBy(manifest) : [];
    return held.length === 0 ? [manifest] : [manifest, ...expand(held, depth + 1)];
  });
}

function heldBy(manifest: Manifest): Manifest[] {
  const { origin, namespace } = manifest;
  const written = walk(manifest.json, manifest.group).flatMap((found) => {
    const { keys } = found;
    if (found.what === 'object')
      return [new Manifest(found.json, { ...origin, lines: linesBelow(origin.lines, keys), within: manifest }, namespace)];
    return found.what === 'text' ? inText(manifest, keys, found.text) : [];
  });
  return [...written, ...encodedIn(manifest)];
}

/** The objects in the entries of a Secret or ConfigMap that are in base64. */
function encodedIn(manifest: Manifest): Manifest[] {
  const field = manifest.kind === 'Secret' ? 'data' : 'binaryData';
  const entries = dataOf(manifest).filter(({ path, content }) => path.startsWith(`${field}[`) && mayHoldObjects(content));
  return entries.flatMap(({ key, content }) => inText(manifest, [field, key], content));
}

/** The objects in a text; none where it is something else that looks like them. */
function inText(manifest: Manifest, keys: readonly string[], content: string): Manifest[] {
  if (content.length > LONGEST_TEXT) return [];
  const { lines, ...origin } = manifest.origin;
  try {
    return yamlDocuments('', content).flatMap(({ content: document, positions }) => {
      if (!isTyped(document)) return [];
      if (lines === undefined) return [new Manifest(document, { ...origin, within: manifest })];
      const offset = () => lines.lineOfText(keys) - 1;
      const below: FieldLines = {
        lineOf: (inner) => offset() + positions.lineOf(inner),
        lineOfText: (inner) => offset() + positions.lineOfText(inner),
      };
      return [new Manifest(document, { ...origin, lines: below, within: manifest })];
    });
  } catch {
    // A template with braces, a script, prose: what speaks of Ray in it is told by the rule on what was not understood.
    return [];
  }
}

function isTyped(document: unknown): document is Json {
  return isObject(document) && typeof document.apiVersion === 'string' && typeof document.kind === 'string';
}
