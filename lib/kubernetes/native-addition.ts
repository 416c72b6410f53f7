import { elementOf } from '../facts/field-table';
import { kubeRayTypeAt } from '../facts/kuberay-types';
import { requireKnownFields } from '../refusals/fields/native-json';
import type { NativeReader } from '../refusals/fields/native-place';
import { type PlainObject, plainObject } from './plain-json';

const POD_TEMPLATE = 'spec.headGroupSpec.template';

/** A pod template to which callers add native JSON. */
export interface NativeTemplate {
  /** Who reads it, and has to know the fields. */
  readonly reader: NativeReader;
  /** Where its author has it: `head.template`. */
  readonly what: string;
  /** Its path in the object, as `kubectl explain` writes it: `spec.headGroupSpec.template`. */
  readonly path: string;
}

/** Refuses a pod template with fields that its reader does not know. */
export function requireKnownTemplate({ reader, what, path }: NativeTemplate, template: PlainObject): void {
  requireKnownFields(reader, { what, path, type: kubeRayTypeAt('RayCluster', POD_TEMPLATE) }, template);
}

/** Refuses `resources` of a container with fields that its reader does not know. */
export function requireKnownResources({ reader, what, path }: NativeTemplate, resources: PlainObject): void {
  const field = 'spec.containers.resources';
  requireKnownFields(reader, { what, path: `${path}.${field}`, type: kubeRayTypeAt('RayCluster', `${POD_TEMPLATE}.${field}`) }, resources);
}

/**
 * A copy of what a caller adds to a pod template.
 *
 * @param method the method by which they add it, and what is added: `addVolume`, `volume`
 * @param field the list of the pod's spec that it goes to
 * @throws Error for what is not JSON, and for fields that the template's reader does not know
 */
export function nativeAddition(
  template: NativeTemplate,
  [method, kind]: readonly [string, string],
  field: string,
  value: unknown,
): PlainObject {
  const { reader, what: place, path } = template;
  const what = `${method} to ${place}: ${kind}`;
  const copied = plainObject(reader.constructPath, what, value);
  const type = elementOf(kubeRayTypeAt('RayCluster', `${POD_TEMPLATE}.spec.${field}`));
  requireKnownFields(reader, { what, type, path: `${path}.spec.${field}` }, copied);
  return copied;
}
