import { Duration } from 'cdk8s';
import { inWords, requireDurationBetween } from '../../lib/refusals/durations';
import { requireRetries, requireWholeSeconds } from '../../lib/refusals/job/numbers';
import { refusal } from './refusals';

const MOST = 2 ** 31 - 1;

test('a duration lies between its bounds, or on one of them', () => {
  const bounds = { shortest: Duration.hours(1), longest: Duration.hours(2), because: 'it makes no sense' };
  const fix = 'Fix: choose between 1 hour and 2 hours.';
  const accept = (minutes: number) => () => requireDurationBetween('ray', 'duration', Duration.minutes(minutes), bounds);
  for (const minutes of [60, 90, 120]) expect(accept(minutes)).not.toThrow();
  for (const minutes of [59, 121]) expect(refusal(accept(minutes))).toContain(`: it makes no sense. ${fix}`);
});

test.each([
  ['3650 days', Duration.days(3650)],
  ['2 hours', Duration.hours(2)],
  ['90 minutes', Duration.minutes(90)],
  ['1 second', Duration.seconds(1)],
  ['1500 milliseconds', Duration.millis(1500)],
  ['0 seconds', Duration.seconds(0)],
])('%s', (words, duration) => expect(inWords(duration)).toBe(words));

test('KubeRay has durations in whole seconds', () => {
  for (const seconds of [5, MOST]) expect(requireWholeSeconds('ray', 'after', Duration.seconds(seconds), 5)).toBe(seconds);
  for (const duration of [Duration.seconds(4), Duration.millis(5500), Duration.seconds(MOST + 1)]) {
    expect(refusal(() => requireWholeSeconds('ray', 'after', duration, 5))).toMatch(
      /^\[ray\] after is .+: KubeRay has it in whole seconds, 5 at least\. Fix: round it\.$/,
    );
  }
});

test('retries are a whole number that KubeRay can hold', () => {
  for (const retries of [0, MOST]) expect(() => requireRetries('ray', 'retries', retries)).not.toThrow();
  for (const retries of [-1, 1.5, MOST + 1]) {
    expect(refusal(() => requireRetries('ray', 'retries', retries))).toBe(
      `[ray] retries is ${retries}: it is no whole number from 0 on. Fix: write how often is tried again after a failure.`,
    );
  }
});
