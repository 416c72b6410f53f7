import { relative, sep } from 'node:path';
import type { Manifest } from './manifest';

/** Folders whose contents go to different Kubernetes clusters or namespaces, as everybody names them. */
const ENVIRONMENT =
  /^(?:dev|devel|development|test|testing|qa|int|integration|uat|stage|staging|preprod|pre-prod|prod|prd|production|sandbox|canary|dr)(?:[-_.\d].*)?$/i;
/** Folders of which each subfolder is one. */
const OF_ENVIRONMENTS = /^(?:overlays|environments|envs|stages)$/i;
/** What people put beside whatever needs it, several times for one cluster. */
const REPEATED = ['CustomResourceDefinition', 'Namespace'];
/** More than this many times what there is to look at is not looked at together with what is common to all. */
const MOST_WORK = 20;

/** A folder or a file, with what belongs to it alone. */
interface Place {
  readonly own: Manifest[];
  readonly below: Map<string, Place>;
}

/**
 * The sets of manifests that are applied together. All that was read is one, unless objects of one name are in several folders or files, or
 * folders are called as environments are: then each of these is a set of its own, together with what lies beside and above them.
 */
export function partition(manifests: readonly Manifest[]): readonly (readonly Manifest[])[] {
  const files = [...new Set(manifests.flatMap(({ origin }) => origin.file ?? []))];
  if (files.length < 2) return [manifests];
  const segments = new Map(files.map((file) => [file, segmentsOf(file)]));
  const borders = new Set([...environments([...segments.values()]), ...collisions(manifests, segments)]);
  if (borders.size === 0) return [manifests];
  const root = emptyPlace();
  for (const manifest of manifests) placeOf(root, segments.get(manifest.origin.file ?? '') ?? [], borders).own.push(manifest);
  const whole = setsOf(root, []);
  const work = whole.reduce((sum, set) => sum + set.length, 0);
  return work <= MOST_WORK * manifests.length + 10_000 ? whole : apart(root);
}

function segmentsOf(file: string): string[] {
  return relative(process.cwd(), file).split(sep);
}

/** The folders that are environments, as paths. */
function environments(files: readonly (readonly string[])[]): string[] {
  const found = files.flatMap((segments) =>
    segments.slice(0, -1).flatMap((name, index) => {
      const isOne = ENVIRONMENT.test(name) || OF_ENVIRONMENTS.test(segments[index - 1] ?? '');
      return isOne ? [segments.slice(0, index + 1).join('/')] : [];
    }),
  );
  const distinct = new Set(found);
  // Alone it is just a folder.
  return distinct.size > 1 ? [...distinct] : [];
}

/** The folders or files in which objects of one name part. */
function collisions(manifests: readonly Manifest[], segments: ReadonlyMap<string, readonly string[]>): string[] {
  const places = new Map<string, Set<string>>();
  for (const { key, group, origin, name, kind } of manifests) {
    if (origin.file === undefined || origin.within !== undefined || name === '' || REPEATED.includes(kind)) continue;
    const files = places.get(`${group} ${key}`) ?? new Set();
    places.set(`${group} ${key}`, files.add(origin.file));
  }
  const found = new Set<string>();
  for (const files of places.values()) {
    if (files.size < 2) continue;
    const paths = [...files].map((file) => segments.get(file)!);
    const shared = sharedBy(paths);
    for (const path of paths) found.add(path.slice(0, shared + 1).join('/'));
  }
  return [...found];
}

/** How many folders all of the paths begin with. */
function sharedBy(paths: readonly (readonly string[])[]): number {
  const [first] = paths;
  const shortest = Math.min(...paths.map((path) => path.length)) - 1;
  let shared = 0;
  while (shared < shortest && paths.every((path) => path[shared] === first[shared])) shared++;
  return shared;
}

function placeOf(root: Place, segments: readonly string[], borders: ReadonlySet<string>): Place {
  return segments.reduce((place, _, index) => {
    const path = segments.slice(0, index + 1).join('/');
    if (!borders.has(path)) return place;
    const known = place.below.get(path) ?? emptyPlace();
    place.below.set(path, known);
    return known;
  }, root);
}

function emptyPlace(): Place {
  return { own: [], below: new Map() };
}

/** A set for each innermost place, with what lies above it; an object of its own replaces one of that name. */
function setsOf({ own, below }: Place, above: readonly Manifest[]): (readonly Manifest[])[] {
  const keys = new Set(own.map(keyOf));
  const together = [...above.filter((manifest) => !keys.has(keyOf(manifest))), ...own];
  return below.size === 0 ? [together] : [...below.values()].flatMap((place) => setsOf(place, together));
}

/** Each place alone. */
function apart({ own, below }: Place): (readonly Manifest[])[] {
  return [...(own.length === 0 ? [] : [own]), ...[...below.values()].flatMap(apart)];
}

function keyOf({ group, key }: Manifest): string {
  return `${group} ${key}`;
}
