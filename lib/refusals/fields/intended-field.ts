import { elementOf, type Fields, type TypeName } from '../../facts/field-table';
import { kubeRayTypeAt, kubeRayTypes } from '../../facts/kuberay-types';
import type { Misfit } from '../../facts/misfits';
import { closest, isSameName } from './closest';
import { keyPath } from './key-path';
import type { NativePlace } from './native-place';

/** What the caller of an unknown field probably meant. */
export interface Intention {
  /** Why the field does not work here, where more is known than that it is unknown. */
  readonly because?: string;
  readonly fix: string;
  /** Whether there is no doubt, so that no KubeRay of the future can have the field here. */
  readonly isCertain: boolean;
}

/** Where people put what they leave one level too high or too low, the most frequent first. */
const ROUTES = [
  'spec',
  'metadata',
  'template.spec',
  'template.metadata',
  'containers',
  'spec.containers',
  'template.spec.containers',
  'securityContext',
  'headGroupSpec',
  'headGroupSpec.template.spec',
  'headGroupSpec.template.spec.containers',
  'autoscalerOptions',
  'gcsFaultToleranceOptions',
  'authOptions',
];

/** The kinds that hold a RayCluster's spec, where they hold it, and the construct for each. */
const HOLDERS = [
  { kind: 'RayJob', spec: 'spec', holds: 'spec.rayClusterSpec', construct: 'RayTlsJob' },
  { kind: 'RayService', spec: 'spec', holds: 'spec.rayClusterConfig', construct: 'RayTlsService' },
  { kind: 'RayCronJob', spec: 'spec', holds: 'spec.jobTemplate.rayClusterSpec', construct: 'RayTlsCronJob' },
];

/** Guesses what an unknown field was meant to be: another spelling, another place, another kind of object. */
export function intendedField(place: NativePlace, misfit: Misfit): Intention {
  const name = `${misfit.keys.at(-1)}`;
  const known = fieldsOf(misfit.type);
  const same = [...known.keys()].find((field) => isSameName(field, name));
  if (same !== undefined) return { fix: `write '${same}'`, isCertain: true };
  if (known.has('limits')) return { fix: `write { limits: { '${name}': ... } }`, isCertain: true };
  const other = misfit.keys.length === 1 ? otherKind(place, name) : undefined;
  if (other !== undefined) return other;
  const path = elsewhere(place, misfit, name);
  if (path !== undefined) return { fix: `move it to ${path}`, isCertain: false };
  const meant = closest(name, known.keys()) ?? longer(name, known);
  return { fix: meant === undefined ? 'remove it' : `write '${meant}'`, isCertain: false };
}

/** A field of a RayJob and its like, where the spec of a RayCluster is wanted. */
function otherKind(place: NativePlace, name: string): Intention | undefined {
  if (place.type !== kubeRayTypeAt('RayCluster', 'spec')) return undefined;
  if (name === 'spec') return { because: 'it is the spec itself that is wanted here', fix: "pass the manifest's 'spec'", isCertain: true };
  const holder = HOLDERS.find(({ kind, spec }) => fieldsOf(kubeRayTypeAt(kind, spec)).has(name));
  if (holder === undefined) return undefined;
  return {
    because: `it is a field of a ${holder.kind}, and the spec of a RayCluster is wanted here`,
    fix: `pass the manifest's ${holder.holds}, to a ${holder.construct} if a ${holder.kind} is what you want`,
    isCertain: true,
  };
}

/** Where else the field is known: below the type that lacks it, or in and below a type around it. */
function elsewhere(place: NativePlace, { keys }: Misfit, name: string): string | undefined {
  for (let depth = keys.length - 1; depth >= 0; depth--) {
    const around = keys.slice(0, depth);
    const isOwner = depth === keys.length - 1;
    const type = typeBelow(place.type, around);
    const what = `${place.what}${keyPath(around)}`;
    if (!isOwner && fieldsOf(type).has(name)) return `${what}.${name}`;
    const below = placeBelow(type, name);
    if (below !== undefined) return `${what}.${below}`;
  }
  return undefined;
}

/** Where a field is known below a type, where people often put it one level too high. */
export function placeBelow(type: TypeName, name: string): string | undefined {
  const route = ROUTES.find((candidate) => follow(type, candidate, name));
  return route && `${route.replace(/containers$/, 'containers[0]')}.${name}`;
}

function follow(type: TypeName, route: string, name: string): boolean {
  const end = route.split('.').reduce<TypeName>((next, step) => fieldsOf(next).get(step)?.type ?? '', type);
  return fieldsOf(end).has(name);
}

function typeBelow(type: TypeName, keys: readonly (string | number)[]): TypeName {
  return keys.reduce<TypeName>((next, key) => (typeof key === 'number' ? elementOf(next) : (fieldsOf(next).get(key)?.type ?? '')), type);
}

/** A field that begins with the name: `autoscaler` for `autoscalerOptions`, `workerGroups` for `workerGroupSpecs`. */
function longer(name: string, known: Fields): string | undefined {
  const start = name.replace(/s$/, '');
  return start.length < 4 ? undefined : [...known.keys()].find((field) => field.startsWith(start));
}

function fieldsOf(type: TypeName): Fields {
  return kubeRayTypes().fieldsOf(elementOf(type)) ?? new Map();
}
