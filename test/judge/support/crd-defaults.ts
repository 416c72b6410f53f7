import type { Schema } from '../../schemas/support/closed-schema';
import { KUBERAY, type KubeRayVersion } from '../../schemas/support/schema-sources';
import { openCrdSchema } from '../../schemas/support/validate-manifest';

/** The object as the API server stores it, with the defaults of its CRD; unchanged where a version has no such kind. */
export function withDefaults(object: any, version: KubeRayVersion): any {
  const schema = openCrdSchema(KUBERAY[version], object.apiVersion, object.kind);
  return schema === undefined ? object : filled(object, schema);
}

function filled(value: any, schema: Schema): any {
  if (Array.isArray(value)) return schema.items === undefined ? value : value.map((item) => filled(item, schema.items));
  if (typeof value !== 'object' || value === null) return value;
  const properties: Record<string, Schema> = schema.properties ?? {};
  const defaults = Object.entries(properties).filter(([name, property]) => property.default !== undefined && value[name] === undefined);
  const all = { ...value, ...Object.fromEntries(defaults.map(([name, property]) => [name, property.default])) };
  const of = (name: string) => properties[name] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {});
  return Object.fromEntries(Object.entries(all).map(([name, field]) => [name, filled(field, of(name))]));
}
