import { Duration } from 'cdk8s';
import { requireSubjectPart } from '../refusals/ca/subject';
import { requireDurationBetween } from '../refusals/durations';
import type { CaSecretOrder } from './ca-key-source';

const DEFAULT_COMMON_NAME = 'Ray cluster CA';
const LONGEST_COMMON_NAME = 64;
const DEFAULT_DURATION = Duration.days(3650);
const DURATION_BOUNDS = {
  shortest: Duration.days(1),
  longest: Duration.days(36500),
  because: 'every leaf ends with its CA, so it has to outlive the pods, and one for centuries is a slip',
};

/** How far the clocks of pods may lag behind the clock by which a CA is made. */
export const CLOCK_SKEW_SECONDS = 300;

/** What a CA that is made here says of itself. */
export interface SelfSignedTerms {
  readonly commonName: string;
  readonly validitySeconds: number;
}

/** The terms that an order asks for, checked. */
export function selfSignedTerms(order: CaSecretOrder): SelfSignedTerms {
  const { commonName = DEFAULT_COMMON_NAME, duration = DEFAULT_DURATION } = order;
  const path = order.ca.node.path;
  requireSubjectPart(path, 'commonName', commonName, LONGEST_COMMON_NAME);
  requireDurationBetween(path, 'duration', duration, DURATION_BOUNDS);
  return { commonName, validitySeconds: Math.floor(duration.toMilliseconds() / 1000) };
}
