import { Lazy } from 'cdk8s';
import type { PlainObject } from '../../kubernetes/plain-json';

/**
 * The spec of a RayJob or RayService as KubeRay writes it back when it adds its finalizer (v1.6.2): through its own types, which have no
 * empty lists, and always a `scaleStrategy` and `resources`. Written like that from the start, a second apply finds nothing to change.
 *
 * It is produced at synth: until then everything in it can still be added to.
 */
export function asKubeRayStores(spec: PlainObject): any {
  return Lazy.any({ produce: () => stored(spec) });
}

function stored(spec: PlainObject): PlainObject {
  const copy = withoutEmptyLists(spec);
  const clusterSpec = copy.rayClusterSpec ?? copy.rayClusterConfig;
  const groups: PlainObject[] = clusterSpec?.workerGroupSpecs ?? [];
  for (const group of groups) group.scaleStrategy ??= {};
  const templates = [copy.submitterPodTemplate, clusterSpec?.headGroupSpec.template, ...groups.map(({ template }) => template)];
  for (const template of templates) {
    const { containers = [], initContainers = [] } = template?.spec ?? {};
    for (const container of [...containers, ...initContainers]) container.resources ??= {};
  }
  return copy;
}

function withoutEmptyLists(value: any): any {
  if (Array.isArray(value)) return value.map(withoutEmptyLists);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => !(Array.isArray(field) && field.length === 0));
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutEmptyLists(field)]));
}
