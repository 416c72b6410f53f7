import { Duration } from 'cdk8s';
import { goDuration } from '../../../lib/ca/cert-manager/go-duration';
import {
  goDurationMilliseconds,
  requireCertificateDurations,
  requireShorterThanIssuer,
} from '../../../lib/refusals/cert-manager/durations';

test.each([
  ['2160h', 7_776_000_000],
  ['1h30m', 5_400_000],
  ['8760h0m0s', 31_536_000_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['90m', 5_400_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(goDurationMilliseconds(text)).toBe(milliseconds);
});

test.each(['90d', '1y', '', '5', 'h', '1h 30m', '-1h', '1hour'])('%p is no duration of Go', (text) => {
  expect(goDurationMilliseconds(text)).toBeUndefined();
});

test.each([
  [Duration.days(3650), '87600h'],
  [Duration.minutes(90), '1h30m'],
  [Duration.seconds(3601), '1h1s'],
  [Duration.millis(1500), '1s500ms'],
  [Duration.seconds(0), '0s'],
])('a duration is written without days', (duration, text) => {
  expect(goDuration(duration)).toBe(text);
  expect(goDurationMilliseconds(text)).toBe(duration.toMilliseconds());
});

describe('a Certificate', () => {
  const refused = (spec: object) => () => requireCertificateDurations('test', spec);

  test('may live an hour and be renewed 5 minutes before its end', () => {
    expect(refused({ duration: '1h', renewBefore: '5m' })).not.toThrow();
    expect(refused({})).not.toThrow();
  });

  test.each([
    ['in days', { duration: '90d' }, /duration is '90d': .* as Go writes them.*write hours instead of days/],
    ['below an hour', { duration: '59m59s' }, /duration is '59m59s'.*1h and longer/],
    ['renewed below 5 minutes before its end', { renewBefore: '4m59s' }, /renewBefore is '4m59s'.*5m and longer/],
    ['renewed from its beginning on', { duration: '2h', renewBefore: '2h' }, /valid for 2h only/],
    ['renewed before the beginning of the 90 days that it has by default', { renewBefore: '2160h' }, /valid for 2160h only/],
    ['of no number at all', { duration: 3600 }, /duration is 3600/],
  ])('%s is refused', (_, spec, message) => {
    expect(refused(spec)).toThrow(message);
  });
});

test('a leaf may live as long as its CA is sure to be valid, and no longer', () => {
  expect(() => requireShorterThanIssuer('test', 'duration', '720h', '720h')).not.toThrow();
  expect(() => requireShorterThanIssuer('test', 'duration', '720h1s', '720h')).toThrow(
    /\[test\] duration is '720h1s'.*choose at most 720h/,
  );
});
