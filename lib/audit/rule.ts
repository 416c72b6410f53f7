import type { Manifest } from './model/manifest';
import type { ManifestSet } from './model/manifest-set';

/** How bad it is when a rule is broken. */
export enum Severity {
  /** It cannot work, or it hands the cluster to whoever wants it. Constructs refuse it. */
  ERROR = 'error',
  /** It works, and leaves something open. */
  WARNING = 'warning',
}

/** One place where a rule is broken. */
export interface Complaint {
  readonly manifest: Manifest;
  /** The field, as a path within the manifest: `spec.headGroupSpec.template.spec.containers[0].env`. */
  readonly path: string;
  /** The same field of other pods of the object of which the message speaks too. */
  readonly otherPaths?: readonly string[];
  /** What is wrong there, as a sentence without a full stop. Never holds a secret. */
  readonly message: string;
}

/** Something that finished manifests must not be. */
export interface Rule {
  /** What reports, suppressions and the documentation call it; it never changes. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** From where it is known: a version of KubeRay or Ray, an issue, a standard. */
  readonly source: string;
  readonly severity: Severity;
  check(set: ManifestSet): Iterable<Complaint>;
}
