import { resolve } from 'node:path';
import { isObject, type Json, list, text } from '../model/json';
import { linesBelow, Manifest, type Origin } from '../model/manifest';
import { SPEAKS_OF_RAY } from '../model/speaks-of-ray';
import { yamlDocuments } from '../yaml/documents';
import { findFiles, type NamedFile, textOf } from './files';
import { patchFilesOf } from './kustomize';
import { Unreadable } from './unreadable';

/** A file, or a document in it, that was not looked at. */
export interface Unread {
  /** What, where, why, and what to do, in one line. */
  readonly message: string;
  /** Whether it was asked for by name. */
  readonly isNamed: boolean;
  /** Whether it says something of Ray, so that findings may be missing. */
  readonly speaksOfRay: boolean;
}

/** What was read. */
export interface ReadManifests {
  readonly manifests: readonly Manifest[];
  /** Files of a folder without any Kubernetes object: values of a Helm chart, configuration of tools. */
  readonly skipped: readonly string[];
  /** What could not be read: templates, links out of the folder, and whatever else is not valid YAML. */
  readonly unread: readonly Unread[];
}

/** All that is read at once; no set of manifests comes near it. */
const LARGEST_SET = 1 << 30;

/**
 * Reads manifests from files and folders; `-` is the standard input. What cannot be read is listed, and the rest is read all the same.
 *
 * @param exclude patterns of paths that are left out
 * @throws Unreadable if nothing can be read as Kubernetes objects
 */
export function readManifests(paths: readonly string[], exclude: readonly string[] = []): ReadManifests {
  const { files, passedOver } = findFiles(paths, exclude);
  const reader = new Reader(passedOver.map((message) => ({ message, isNamed: false, speaksOfRay: false })));
  for (const file of files) reader.read(file);
  const { unread, skipped } = reader;
  const manifests = reader.withoutPatches();
  if (manifests.length > 0) return { manifests, skipped, unread };
  const [first] = [...unread.filter(({ isNamed }) => isNamed), ...unread];
  if (first !== undefined) throw new ReadError(first.message);
  throw new Unreadable(paths.join(', '), 'there is no Kubernetes object in it', 'pass manifests as they are applied');
}

/** What could not be read, where there is nothing else. */
class ReadError extends Error {}

class Reader implements ReadManifests {
  public readonly manifests: Manifest[] = [];
  public readonly skipped: string[] = [];
  private readonly patches = new Set<string>();
  private size = 0;

  public constructor(public readonly unread: Unread[]) {}

  public read(file: NamedFile): void {
    const name = file.path === '-' ? '(standard input)' : file.path;
    const content = this.attempt(file, () => textOf(file, name));
    if (content === undefined) return;
    this.size += content.length;
    if (this.size > LARGEST_SET) throw new Unreadable(name, 'with it there is more than 1 GiB to read', 'audit it in parts');
    const before = this.manifests.length;
    const failed = this.unread.length;
    this.attempt(file, () => this.readDocuments(file, name, content), content);
    if (!file.isNamed && this.manifests.length === before && this.unread.length === failed) this.skipped.push(file.path);
  }

  /** Without the files that a kustomization takes for patches, which are listed. */
  public withoutPatches(): readonly Manifest[] {
    const isPatch = ({ origin: { file } }: Manifest) => file !== undefined && this.patches.has(resolve(file));
    for (const file of new Set(this.manifests.filter(isPatch).map(({ origin }) => origin.file))) {
      const message = `${file}: it is a patch of kustomize, and no whole object. Fix: audit what 'kustomize build' makes.`;
      this.unread.push({ message, isNamed: false, speaksOfRay: false });
    }
    return this.manifests.filter((manifest) => !isPatch(manifest));
  }

  /** A file that is asked for by name is read as a whole or not at all; of one in a folder each document counts for itself. */
  private readDocuments(file: NamedFile, name: string, content: string): void {
    const documents = yamlDocuments(name, content, file.isNamed ? undefined : (error) => this.pass(file, error, content));
    for (const document of documents) for (const patch of patchFilesOf(name, document.content)) this.patches.add(patch);
    const hasObjects = file.isNamed || documents.some(({ content: document }) => isKubernetes(document) || isArrayOfObjects(document));
    const found = documents.flatMap(({ line, content: document, positions }) => {
      const read = () => objectsIn(`${name}:${line}`, document, { file: name, lines: positions });
      return (file.isNamed ? read() : hasObjects && this.attempt(file, read, content)) || [];
    });
    for (const manifest of found) this.manifests.push(manifest);
  }

  private attempt<T>(file: NamedFile, action: () => T, content = ''): T | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.pass(file, error, content);
      return undefined;
    }
  }

  private pass({ isNamed }: NamedFile, { message }: Unreadable, content: string): void {
    this.unread.push({ message, isNamed, speaksOfRay: SPEAKS_OF_RAY.test(content) });
  }
}

/** The object, or the items of the list that it is. */
function objectsIn(where: string, content: unknown, origin: Origin): Manifest[] {
  if (isArrayOfObjects(content)) {
    return content.flatMap((item, index) => objectsIn(where, item, { ...origin, lines: linesBelow(origin.lines, [`${index}`]) }));
  }
  if (!isKubernetes(content)) {
    throw new Unreadable(where, 'it is no Kubernetes object: it lacks apiVersion or kind', 'pass the manifests alone');
  }
  if (!/List$/.test(text(content.kind) ?? '') || !Array.isArray(content.items)) return [new Manifest(content, origin)];
  return list(content.items).flatMap((item, index) =>
    objectsIn(where, withKindOf(content, item), { ...origin, lines: linesBelow(origin.lines, ['items', `${index}`]) }),
  );
}

/** The items of a RayClusterList, say, need not repeat what they are. */
function withKindOf(listed: Json, item: unknown): unknown {
  const kind = (text(listed.kind) ?? '').replace(/List$/, '');
  return isObject(item) && kind !== '' ? { apiVersion: listed.apiVersion, kind, ...item } : item;
}

/** What `jq .items` makes of a List. */
function isArrayOfObjects(content: unknown): content is readonly Json[] {
  return Array.isArray(content) && content.length > 0 && content.every(isKubernetes);
}

function isKubernetes(content: unknown): content is Json {
  return isObject(content) && typeof content.apiVersion === 'string' && typeof content.kind === 'string';
}
