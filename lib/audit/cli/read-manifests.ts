import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json, list, text } from '../model/json';
import { Manifest } from '../model/manifest';
import { Unreadable } from './unreadable';
import { yamlDocuments } from './yaml-documents';

/** What was read. */
export interface ReadManifests {
  readonly manifests: readonly Manifest[];
  /** Files of a folder without any Kubernetes object: values of a Helm chart, configuration of tools. */
  readonly skipped: readonly string[];
}

const LARGEST_FILE = 256 << 20;
const MANIFEST_FILE = /\.(?:ya?ml|json)$/i;
const OTHERS_FOLDERS = ['node_modules'];

/**
 * Reads manifests from files and folders; `-` is the standard input.
 *
 * @throws Unreadable for whatever cannot be read as Kubernetes objects, or if there is none
 */
export function readManifests(paths: readonly string[]): ReadManifests {
  const manifests: Manifest[] = [];
  const skipped: string[] = [];
  for (const path of paths) {
    if (path !== '-' && isFolder(path)) {
      for (const file of filesIn(path)) {
        const found = manifestsIn(file, true);
        if (found.length === 0) skipped.push(file);
        for (const manifest of found) manifests.push(manifest);
      }
    } else {
      for (const manifest of manifestsIn(path, false)) manifests.push(manifest);
    }
  }
  if (manifests.length === 0)
    throw new Unreadable(paths.join(', '), 'there is no Kubernetes object in it', 'pass manifests as they are applied');
  return { manifests, skipped };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new Unreadable(path, `it cannot be read (${(error as NodeJS.ErrnoException).code})`, 'name a file or folder that exists');
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || OTHERS_FOLDERS.includes(entry.name)) return [];
      if (entry.isDirectory()) return filesIn(path);
      // Not links to folders, which may lead in circles.
      return MANIFEST_FILE.test(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && !isFolder(path))) ? [path] : [];
    });
}

/** @param inFolder whether a file without any Kubernetes object is passed over, as folders have other files too */
function manifestsIn(file: string, inFolder: boolean): Manifest[] {
  const name = file === '-' ? '(standard input)' : file;
  const documents = yamlDocuments(name, contentOf(file, name));
  if (inFolder && !documents.some(({ content }) => isKubernetes(content))) return [];
  return documents.flatMap(({ line, content }) =>
    objectsIn(`${name}:${line}`, content).map((json) => new Manifest(json, { file: name, line })),
  );
}

function contentOf(file: string, name: string): string {
  let bytes: Buffer;
  try {
    if (file !== '-' && lstatSync(file).size > LARGEST_FILE) {
      throw new Unreadable(name, `it has more than ${LARGEST_FILE >> 20} MiB`, 'pass the manifests alone, in several files');
    }
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(name, `it cannot be read (${(error as NodeJS.ErrnoException).code})`, 'correct its name or permissions');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable(name, 'it is no text in UTF-8', 'pass YAML or JSON');
  }
}

/** The object, or the items of the list that it is. */
function objectsIn(where: string, content: unknown): Json[] {
  if (!isKubernetes(content)) {
    throw new Unreadable(where, 'it is no Kubernetes object: it lacks apiVersion or kind', 'pass the manifests alone');
  }
  if (!/List$/.test(text(content.kind) ?? '') || !Array.isArray(content.items)) return [content];
  return list(content.items).flatMap((item) => objectsIn(where, withKindOf(content, item)));
}

/** The items of a RayClusterList, say, need not repeat what they are. */
function withKindOf(listed: Json, item: unknown): unknown {
  const kind = (text(listed.kind) ?? '').replace(/List$/, '');
  return isObject(item) && kind !== '' ? { apiVersion: listed.apiVersion, kind, ...item } : item;
}

function isKubernetes(content: unknown): content is Json {
  return isObject(content) && typeof content.apiVersion === 'string' && typeof content.kind === 'string';
}
