/** A node of a schema, as a CustomResourceDefinition or the OpenAPI document of Kubernetes has it. */
export type Schema = Record<string, any>;

/** One key of a list's items, as `x-kubernetes-list-map-keys` names it, with what the API server puts where it is missing. */
export interface ItemKey {
  readonly name: string;
  readonly missing?: unknown;
}

/**
 * The JSON Schema that says of one object what the API server says under strict field validation: a field that no `properties` names is
 * refused, unless the node preserves unknown fields; a list that is a map or a set has no duplicates; an int-or-string is one of the two.
 *
 * Left out are the rules in CEL (`x-kubernetes-validations`), which only the API server evaluates.
 *
 * @param node the schema; it is not changed.
 * @param deref gives the schema that a `$ref` points to, where the document has any.
 */
export function closedSchema(node: Schema, deref: (ref: string) => Schema = noRef): Schema {
  const closed: Schema = { ...node };
  if (node['x-kubernetes-int-or-string']) {
    closed.type = ['integer', 'string'];
    delete closed.anyOf;
  }
  if (node.properties) {
    closed.properties = mapValues(node.properties, (property) => closedSchema(property, deref));
    closed.additionalProperties = node['x-kubernetes-preserve-unknown-fields'] === true;
  } else if (typeof node.additionalProperties === 'object') {
    closed.additionalProperties = closedSchema(node.additionalProperties, deref);
  }
  if (node.items) {
    closed.items = closedSchema(node.items, deref);
  }
  if (node['x-kubernetes-list-type'] === 'set') {
    closed.uniqueItems = true;
  }
  if (node['x-kubernetes-list-type'] === 'map') {
    closed.distinctBy = itemKeys(node, deref);
  }
  return closed;
}

/** The closed schema of a CustomResourceDefinition, where defaults are set before anything is required. */
export function closedCrdSchema(node: Schema): Schema {
  return closedSchema(withoutRequiredDefaults(node));
}

function withoutRequiredDefaults(node: Schema): Schema {
  const relaxed: Schema = { ...node };
  if (node.properties) {
    relaxed.properties = mapValues(node.properties, withoutRequiredDefaults);
    relaxed.required = node.required?.filter((name: string) => node.properties[name]?.default === undefined);
  }
  if (typeof node.additionalProperties === 'object') {
    relaxed.additionalProperties = withoutRequiredDefaults(node.additionalProperties);
  }
  if (node.items) {
    relaxed.items = withoutRequiredDefaults(node.items);
  }
  return relaxed;
}

function itemKeys(list: Schema, deref: (ref: string) => Schema): ItemKey[] {
  const ref = list.items.$ref ?? list.items.allOf?.[0]?.$ref;
  const item = ref ? deref(ref) : list.items;
  return list['x-kubernetes-list-map-keys'].map((name: string) => ({ name, missing: item.properties[name]?.default }));
}

function mapValues(schemas: Record<string, Schema>, change: (schema: Schema) => Schema): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]));
}

function noRef(ref: string): Schema {
  throw new Error(`there is no document that ${ref} could point into`);
}
