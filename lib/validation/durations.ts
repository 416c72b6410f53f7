import type { Duration } from 'cdk8s';
import { invalid } from './invalid';

/** Refuses a duration outside what makes sense, with the sentence that says why each bound is there. */
export function requireDurationBetween(
  constructPath: string,
  what: string,
  duration: Duration,
  bounds: { readonly shortest: Duration; readonly longest: Duration; readonly because: string },
): void {
  const milliseconds = duration.toMilliseconds();
  if (milliseconds >= bounds.shortest.toMilliseconds() && milliseconds <= bounds.longest.toMilliseconds()) return;
  throw invalid(constructPath, {
    what,
    got: duration.toHumanString(),
    because: bounds.because,
    fix: `choose between ${bounds.shortest.toHumanString()} and ${bounds.longest.toHumanString()}`,
  });
}
