import { type ApiObject, JsonPatch } from 'cdk8s';

/** cdk8s gives every object its chart's namespace, and these have none. */
export function withoutNamespace(...objects: ApiObject[]): void {
  for (const object of objects) {
    if (object.metadata.namespace !== undefined) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
}
