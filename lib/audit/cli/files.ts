import { closeSync, type Dirent, fstatSync, openSync, readdirSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isMeant } from './glob';
import { Unreadable } from './unreadable';

/** A file to be read. */
export interface NamedFile {
  /** As it is reported: below the path that was given. */
  readonly path: string;
  /** Whether it was asked for by name, or found in a folder. */
  readonly isNamed: boolean;
}

export interface FilesFound {
  readonly files: readonly NamedFile[];
  /** What was passed over, and why, a line each. */
  readonly passedOver: readonly string[];
}

export const LARGEST_FILE = 256 << 20;
const STANDARD_INPUT = '-';
const MANIFEST_FILE = /\.(?:ya?ml|json)$/i;
const OTHERS_FOLDERS = ['node_modules'];
const PIECE = 1 << 20;

/**
 * The files of the paths, each once however often it is named: regular files below the folders, and whatever is asked for by name.
 *
 * @throws Unreadable for a path that is not there
 */
export function findFiles(paths: readonly string[], exclude: readonly string[]): FilesFound {
  const search = new Search(exclude);
  for (const path of paths) search.add(path);
  return search;
}

class Search implements FilesFound {
  public readonly files: NamedFile[] = [];
  public readonly passedOver: string[] = [];
  private readonly seen = new Set<string>();

  public constructor(private readonly exclude: readonly string[]) {}

  public add(path: string): void {
    if (path !== STANDARD_INPUT && statOf(path).isDirectory()) this.addFolder(path, realpathSync(path));
    else if (!this.isExcluded(path)) this.addOnce(path, true);
  }

  private addFolder(folder: string, root: string): void {
    for (const entry of this.entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || OTHERS_FOLDERS.includes(entry.name) || this.isExcluded(path)) continue;
      if (entry.isDirectory()) this.addFolder(path, root);
      else if (MANIFEST_FILE.test(entry.name)) this.addEntry(entry, path, root);
    }
  }

  private addEntry(entry: Dirent, path: string, root: string): void {
    const why = entry.isFile() ? undefined : reasonAgainst(entry, path, root);
    if (why === undefined) this.addOnce(path, false);
    else if (why !== '') this.passedOver.push(`${path}: ${why}.`);
  }

  private addOnce(path: string, isNamed: boolean): void {
    const real = path === STANDARD_INPUT ? path : realPathOf(path);
    if (this.seen.has(real)) return;
    this.seen.add(real);
    this.files.push({ path, isNamed });
  }

  private isExcluded(path: string): boolean {
    return this.exclude.some((pattern) => isMeant(pattern, path));
  }

  private entriesOf(folder: string): Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      this.passedOver.push(`${folder}: it cannot be read (${codeOf(error)}).`);
      return [];
    }
  }
}

/** Why something in a folder that is no file is passed over; empty for a link to a folder, which may lead in circles. */
function reasonAgainst(entry: Dirent, path: string, root: string): string | undefined {
  if (!entry.isSymbolicLink()) return 'it is no regular file';
  try {
    const target = realpathSync(path);
    const stats = statSync(target);
    if (stats.isDirectory()) return '';
    if (!stats.isFile()) return 'it is a link to something that is no regular file';
    return target.startsWith(root.endsWith(sep) ? root : root + sep) ? undefined : 'it is a link out of the folder';
  } catch (error) {
    return `it is a link that leads nowhere (${codeOf(error)})`;
  }
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new Unreadable(path, `it cannot be read (${codeOf(error)})`, 'name a file or folder that exists');
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A pipe such as /dev/fd/63 has no path of its own.
    return path;
  }
}

/** The text of a file or of the standard input, whatever it is, as long as it ends. */
export function textOf({ path, isNamed }: NamedFile, name: string): string {
  const bytes = bytesOf(path, isNamed, name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable(name, 'it is no text in UTF-8', 'pass YAML or JSON');
  }
}

function bytesOf(path: string, isNamed: boolean, name: string): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = path === STANDARD_INPUT ? 0 : openSync(path, 'r');
    if (!isNamed && !fstatSync(descriptor).isFile()) throw new Unreadable(name, 'it is no regular file', 'leave it out with --exclude');
    return readAll(descriptor, name);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(name, `it cannot be read (${codeOf(error)})`, 'correct its name or permissions');
  } finally {
    if (descriptor !== undefined && descriptor !== 0) closeSync(descriptor);
  }
}

function readAll(descriptor: number, name: string): Buffer {
  const pieces: Buffer[] = [];
  let total = 0;
  const size = fstatSync(descriptor).size;
  for (;;) {
    if (Math.max(total, size) > LARGEST_FILE) {
      throw new Unreadable(name, `it has more than ${LARGEST_FILE >> 20} MiB`, 'pass the manifests alone, in several files');
    }
    const piece = Buffer.allocUnsafe(PIECE);
    const count = readPiece(descriptor, piece);
    if (count === 0) return Buffer.concat(pieces, total);
    pieces.push(piece.subarray(0, count));
    total += count;
  }
}

function readPiece(descriptor: number, piece: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, piece);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      // The standard input of a shell may be set not to block: wait for what comes.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'no code';
}
