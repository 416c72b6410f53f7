import { Duration } from 'cdk8s';
import { inWords, requireDurationBetween } from '../durations';
import { invalid } from '../invalid';

const BOUNDS = {
  shortest: Duration.minutes(1),
  longest: Duration.days(3650),
  because: 'Prometheus looks about twice a minute, and what is ten years away alarms nobody',
};

/** Refuses thresholds of alerts between which Prometheus could not tell a warning from what is critical. */
export function requireAlertThresholds(constructPath: string, thresholds: { readonly [name: string]: Duration }): void {
  for (const [name, duration] of Object.entries(thresholds)) {
    requireDurationBetween(constructPath, `thresholds.${name}`, duration, BOUNDS);
  }
  for (const subject of ['leaf', 'ca']) requireWarningFirst(constructPath, thresholds, `${subject}Warning`, `${subject}Critical`);
}

function requireWarningFirst(
  constructPath: string,
  thresholds: { readonly [name: string]: Duration },
  warning: string,
  critical: string,
): void {
  if (thresholds[warning].toMilliseconds() > thresholds[critical].toMilliseconds()) return;
  throw invalid(constructPath, {
    what: `thresholds.${warning}`,
    got: inWords(thresholds[warning]),
    because: `thresholds.${critical} is ${inWords(thresholds[critical])}, so nobody would be warned before it is critical`,
    fix: `choose more for ${warning} than for ${critical}`,
  });
}
