import { posix } from 'node:path';
import { TLS_FILES, TLS_VARIABLES } from '../../facts/tls-variables';
import { invalid } from '../invalid';

type Json = { readonly [field: string]: any };

/** A pod spec as the caller gave it, or the options of the autoscaler, which have the env and mounts of a container. */
export interface GivenSpec {
  /** `baseSpec.headGroupSpec.template.spec` */
  readonly place: string;
  readonly spec: Json;
  /** Its containers that run Ray, or speak to it. */
  readonly rayContainers: readonly Json[];
}

/**
 * Refuses specs that set up TLS themselves. The refusal lists everything that belongs to it, in all of them: whoever removed one item
 * at a time would end with what is left of the old certificates in charge of the new ones.
 */
export function requireNoTlsOfItsOwn(constructPath: string, specs: readonly GivenSpec[]): void {
  const found = specs.flatMap(({ place, spec, rayContainers }) => {
    const items = itemsOf(spec, rayContainers);
    return items.length === 0 ? [] : [{ place, items }];
  });
  if (found.length === 0) return;
  throw invalid(constructPath, {
    what: found[0].place,
    because: 'it sets up TLS itself, and the RayTls way does that',
    fix: `remove ${found.map(({ place, items }) => `from ${place}: ${items.join(', ')}`).join('; ')}`,
  });
}

function itemsOf(spec: Json, rayContainers: readonly Json[]): string[] {
  const variables = rayContainers.flatMap((container) => named(container.env).filter(({ name }) => TLS_VARIABLES.includes(name)));
  if (variables.length === 0) return [];
  const folders = variables
    .filter(({ name, value }) => TLS_FILES.includes(name) && typeof value === 'string')
    .map(({ value }) => posix.dirname(value));
  const ofFiles = rayContainers.flatMap((container) => mountsOf(container).filter(({ mountPath }) => holdsOne(mountPath, folders)));
  const volumes = new Set(ofFiles.map(({ name }) => name));
  const makers = named(spec.initContainers).filter((init) => mountsOf(init).some(({ name }) => volumes.has(name)));
  const others = [...named(spec.initContainers), ...named(spec.containers)].filter((container) => !makers.includes(container));
  const stillMounted = new Set(others.flatMap(mountsOf).map(({ name }) => name));
  for (const { name } of makers.flatMap(mountsOf)) if (!stillMounted.has(name)) volumes.add(name);
  return [
    `env ${list(variables.map(({ name }) => name))}`,
    ...(makers.length === 0 ? [] : [`init containers ${list(makers.map(({ name }) => `'${name}'`))}`]),
    ...(volumes.size === 0 ? [] : [`volumes ${list([...volumes].map((name) => `'${name}'`))} with their mounts`]),
  ];
}

function holdsOne(mountPath: unknown, folders: readonly string[]): boolean {
  return typeof mountPath === 'string' && folders.some((folder) => `${folder}/`.startsWith(posix.join(mountPath, '/')));
}

function list(items: readonly string[]): string {
  return [...new Set(items)].join(', ');
}

function mountsOf(container: Json): readonly Json[] {
  return named(container.volumeMounts);
}

/** What of a list the caller's native JSON has is usable; whatever else is wrong with it is told elsewhere. */
function named(items: unknown): readonly Json[] {
  return Array.isArray(items) ? items.filter((item) => typeof item?.name === 'string') : [];
}
