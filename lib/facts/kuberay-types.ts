import { FieldTable, type TypeName } from './field-table';

const OLDEST = '1.5';

let table: FieldTable | undefined;

/** The fields of KubeRay's objects, loaded when they are first asked for: most apps pass no native JSON. */
export function kubeRayTypes(): FieldTable {
  if (table === undefined) {
    const { KUBERAY_FIELDS } = require('./kuberay-fields') as typeof import('./kuberay-fields');
    table = new FieldTable(KUBERAY_FIELDS);
  }
  return table;
}

/** The type at a path of KubeRay's object, as `kubectl explain` writes it: `rayjob.spec.rayClusterSpec` is `RayJob`, `spec.rayClusterSpec`. */
export function kubeRayTypeAt(kind: string, path: string): TypeName {
  return kubeRayTypes().along(kind, path).at(-1)!.type;
}

/** The version of KubeRay that has a field first; the oldest that is known if all have it. */
export function kubeRaySince(kind: string, path: string): string {
  // Versions of the table differ in one digit each, so that their texts are in their own order.
  return kubeRayTypes()
    .along(kind, path)
    .map(({ since = OLDEST }) => since)
    .sort()
    .at(-1)!;
}
