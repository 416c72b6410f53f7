import { shown } from './shown';

/** What is wrong with one input. Never put a secret in any of its fields. */
export interface Complaint {
  /** The input, by the name under which the caller passed it, such as `workerGroups[0].replicas`. */
  readonly what: string;
  /** The value as it was passed; left out where it is missing or secret. */
  readonly got?: unknown;
  /** Why it cannot work, as a clause: "RayCluster names have at most 53 characters (KubeRay)". */
  readonly because: string;
  /** What to write instead, as an imperative: "choose a shorter name". */
  readonly fix: string;
}

/** The error for an input that cannot work: construct path, value, reason and fix, in one line. */
export function invalid(constructPath: string, complaint: Complaint): Error {
  const value = 'got' in complaint ? ` is ${shown(complaint.got)}` : '';
  return new Error(`[${constructPath}] ${complaint.what}${value}: ${complaint.because}. Fix: ${complaint.fix}.`);
}
