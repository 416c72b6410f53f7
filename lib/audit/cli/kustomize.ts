import { dirname, resolve } from 'node:path';
import { at, list, objects, text } from '../model/json';

const KUSTOMIZATION = /(?:^|[\\/])kustomization(?:\.ya?ml)?$/i;

/** The files that a kustomization takes for patches: parts of objects, that are none by themselves. */
export function patchFilesOf(file: string, content: unknown): string[] {
  if (!KUSTOMIZATION.test(file)) return [];
  const merged = list(at(content, 'patchesStrategicMerge')).flatMap((path) => text(path) ?? []);
  const patches = [...objects(at(content, 'patches')), ...objects(at(content, 'patchesJson6902'))].flatMap(({ path }) => text(path) ?? []);
  // A patch may be written down in place of its path.
  return [...merged, ...patches].filter((path) => !path.includes('\n')).map((path) => resolve(dirname(file), path));
}
