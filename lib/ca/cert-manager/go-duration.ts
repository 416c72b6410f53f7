import type { Duration } from 'cdk8s';

/** A duration as cert-manager reads it: hours, minutes and seconds, since Go knows no days. */
export function goDuration(duration: Duration): string {
  const milliseconds = duration.toMilliseconds();
  const parts = [
    [Math.floor(milliseconds / 3_600_000), 'h'],
    [Math.floor(milliseconds / 60_000) % 60, 'm'],
    [Math.floor(milliseconds / 1_000) % 60, 's'],
    [milliseconds % 1_000, 'ms'],
  ];
  return (
    parts
      .filter(([amount]) => amount !== 0)
      .map(([amount, unit]) => `${amount}${unit}`)
      .join('') || '0s'
  );
}
