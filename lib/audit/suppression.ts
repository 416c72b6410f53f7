import { text } from './model/json';
import type { Manifest } from './model/manifest';

/** The annotation of an object that says which rules do not apply to it, and why: a line `rule-id: reason` for each. */
export const SUPPRESS_ANNOTATION = 'cdk8s-ray-tls/suppress';

/** A rule that does not apply to an object. */
export interface Suppression {
  readonly ruleId: string;
  /** Why; empty where nobody says it. */
  readonly reason: string;
}

/** What the annotation of an object says. */
export function suppressionsOf(manifest: Manifest): Suppression[] {
  const lines = (text(manifest.annotations[SUPPRESS_ANNOTATION]) ?? '').split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon < 0) return { ruleId: line, reason: '' };
      return { ruleId: line.slice(0, colon).trim(), reason: line.slice(colon + 1).trim() };
    });
}

/** The rules about suppressions themselves, which no suppression turns off. */
export const UNSUPPRESSIBLE: readonly string[] = ['suppression-without-reason', 'suppression-of-unknown-rule'];
