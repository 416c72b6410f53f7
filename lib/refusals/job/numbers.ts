import type { Duration } from 'cdk8s';
import { inWords } from '../durations';
import { invalid } from '../invalid';

const MOST = 2 ** 31 - 1;

/** A duration as KubeRay has it, in whole seconds from `least` on. */
export function requireWholeSeconds(constructPath: string, what: string, duration: Duration, least: number): number {
  const seconds = duration.toMilliseconds() / 1000;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= MOST) return seconds;
  throw invalid(constructPath, {
    what,
    got: inWords(duration),
    because: `KubeRay has it in whole seconds, ${least} at least`,
    fix: 'round it',
  });
}

/** Refuses what is no number of retries. */
export function requireRetries(constructPath: string, what: string, retries: number): void {
  if (Number.isInteger(retries) && retries >= 0 && retries <= MOST) return;
  throw invalid(constructPath, {
    what,
    got: retries,
    because: 'it is no whole number from 0 on',
    fix: 'write how often is tried again after a failure',
  });
}
