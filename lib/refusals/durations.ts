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
    got: inWords(duration),
    because: bounds.because,
    fix: `choose between ${inWords(bounds.shortest)} and ${inWords(bounds.longest)}`,
  });
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
];

/** A duration in the largest unit in which it is a whole number: of two hours cdk8s says "1 hour 60 minutes". */
export function inWords(duration: Duration): string {
  const milliseconds = duration.toMilliseconds();
  const [unit, length] = UNITS.find(([, size]) => milliseconds >= size && milliseconds % size === 0) ?? ['second', 1000];
  const count = milliseconds / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
