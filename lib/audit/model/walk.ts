import { isObject, type Json, list, text } from './json';

/** What the walk through an object comes upon; `keys` lead to it. */
export type Found =
  /** Another object that it holds. */
  | { readonly what: 'object'; readonly keys: readonly string[]; readonly json: Json }
  /** A text that may hold objects. */
  | { readonly what: 'text'; readonly keys: readonly string[]; readonly text: string }
  /** The spec of a RayCluster. */
  | { readonly what: 'ray spec'; readonly keys: readonly string[]; readonly json: Json }
  /** A pod template, with `metadata` and `spec`. */
  | { readonly what: 'pod template'; readonly keys: readonly string[]; readonly json: Json }
  /** A pod spec without a template around it; its containers may have other names. */
  | { readonly what: 'pod spec'; readonly keys: readonly string[]; readonly json: Json; readonly containers: readonly ContainerField[] };

/** A field of a pod spec with one container, or with a list of them. */
export interface ContainerField {
  readonly field: string;
  readonly isList: boolean;
}

/** Kinds that describe or judge objects, and hold none: schemas and patterns look like what they speak of. */
const DESCRIBING =
  /^(?:apiextensions\.k8s\.io|admissionregistration\.k8s\.io|(?:.+\.)?kyverno\.io|(?:.+\.)?gatekeeper\.sh|kubewarden\.io)$/;
/** Of an object itself: what others wrote about it. */
const ABOUT_ITSELF = ['metadata', 'status'];
const DEEPEST = 200;

/** Everything below an object that is, or may be, something to run. It does not look into what it found. */
export function walk(json: Json, group: string): Found[] {
  if (DESCRIBING.test(group)) return [];
  const found: Found[] = [];
  visit(json, [], found);
  return found;
}

function visit(value: unknown, keys: readonly string[], found: Found[]): void {
  if (keys.length > DEEPEST) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      visit(item, [...keys, `${index}`], found);
    });
  } else if (typeof value === 'string') {
    if (mayHoldObjects(value)) found.push({ what: 'text', keys, text: value });
  } else if (isObject(value)) {
    const known = foundAt(value, keys);
    if (known !== undefined) found.push(known);
    else for (const [key, child] of Object.entries(value)) if (!isAboutItself(value, key)) visit(child, [...keys, key], found);
  }
}

function foundAt(value: Json, keys: readonly string[]): Found | undefined {
  if (keys.length > 0 && isEmbedded(value)) return { what: 'object', keys, json: value };
  if (isRaySpec(value)) return { what: 'ray spec', keys, json: value };
  if (isObject(value.spec) && (hasContainers(value.spec.containers) || hasNames(value.spec.containers)))
    return { what: 'pod template', keys, json: value };
  const containers = containerFields(value);
  return containers.length === 0 ? undefined : { what: 'pod spec', keys, json: value, containers };
}

/** An object, and no reference to one: those have no more than a name. */
function isEmbedded({ apiVersion, kind, metadata, spec, data, stringData, items, objects }: Json): boolean {
  const isTyped = typeof apiVersion === 'string' && typeof kind === 'string';
  return isTyped && ([metadata, spec, data, stringData].some(isObject) || Array.isArray(items) || Array.isArray(objects));
}

function isRaySpec({ headGroupSpec }: Json): boolean {
  // A schema has the field too, with `properties` below it.
  return isObject(headGroupSpec) && (isObject(headGroupSpec.template) || isObject(headGroupSpec.rayStartParams));
}

/** Pod specs have `containers`, templates of Argo Workflows `container` or `script`, tasks of Tekton `steps`. */
function containerFields(value: Json): ContainerField[] {
  if (hasContainers(value.containers) || hasNames(value.containers)) return [{ field: 'containers', isList: true }];
  const [single] = ['container', 'script'].filter((field) => isContainer(value[field]));
  const sidecars = hasContainers(value.sidecars) ? [{ field: 'sidecars', isList: true }] : [];
  if (single !== undefined) return [{ field: single, isList: false }, ...sidecars];
  return hasContainers(value.steps) ? [{ field: 'steps', isList: true }, ...sidecars] : [];
}

function hasContainers(value: unknown): boolean {
  return list(value).some(isContainer);
}

/** Containers of which no more is written than how they are called. */
function hasNames(value: unknown): boolean {
  return list(value).some((item) => isObject(item) && typeof item.name === 'string' && !isObject(item.usage) && !isObject(item.properties));
}

const OF_CONTAINERS = ['image', 'command', 'args', 'env', 'envFrom', 'volumeMounts', 'source'];

function isContainer(value: unknown): boolean {
  return isObject(value) && OF_CONTAINERS.some((field) => Object.hasOwn(value, field)) && !isObject(value.properties);
}

/** Whether a text looks as if it held Kubernetes objects. */
export function mayHoldObjects(value: string): boolean {
  return value.length > 20 && /(?:^|[\n{,])[ \t]*(?:- )?["']?apiVersion["']?[ \t]*:/.test(value) && /\bkind["']?[ \t]*:/.test(value);
}

function isAboutItself(value: Json, key: string): boolean {
  return ABOUT_ITSELF.includes(key) && text(value.apiVersion) !== undefined && text(value.kind) !== undefined;
}
