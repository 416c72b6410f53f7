import type { TypeName } from '../../facts/field-table';

/** A place in KubeRay's or Kubernetes' objects for which a caller passes native JSON. */
export interface NativePlace {
  /** What the caller knows it as: `head.template`. */
  readonly what: string;
  /** Its type in the table of fields. */
  readonly type: TypeName;
  /** Its path in the object, as `kubectl explain` writes it: `spec.headGroupSpec.template`. */
  readonly path: string;
}

/** Who reads the JSON that a construct is given, and what the caller knows better than the table. */
export interface NativeReader {
  readonly constructPath: string;
  /** The version of KubeRay; undefined where Kubernetes itself reads it. */
  readonly kubeRayVersion?: string;
  /** Paths of fields that are taken without a check. */
  readonly unknownFields?: readonly string[];
}
