import { requireSchedule, requireTimeZone } from '../../../lib/refusals/job/schedule';
import { refusal } from '../refusals';

const refused = (schedule: string) =>
  refusal(() => requireSchedule('ray/job', schedule)).replace(`[ray/job] schedule is '${schedule}': `, '');

test.each([
  '0 3 * * *',
  ' 0  3\t* * * ',
  '*/15 0-23/2 1,15 jan-dec mon-FRI',
  '59 23 31 12 6',
  '0 0 1 1 0',
  '0 0 ? * ?',
  '10/20 * * * *',
  '@daily',
])('%p is a schedule', (schedule) => {
  expect(() => requireSchedule('ray/job', schedule)).not.toThrow();
});

test.each([
  ['60 * * * *', "'60' is no minute: a list of *, numbers from 0 to 59, and ranges"],
  ['* 24 * * *', "'24' is no hour"],
  ['* * 0 * *', "'0' is no day of the month"],
  ['* * 32 * *', "'32' is no day of the month"],
  ['* * * 13 *', "'13' is no month: a list of *, numbers from 1 to 12, or jan to dec, and ranges"],
  ['* * * * 7', "'7' is no day of the week"],
  ['5-1 * * * *', "'5-1' is no minute"],
  ['1-2-3 * * * *', "'1-2-3' is no minute"],
  ['1,60 * * * *', "'1,60' is no minute"],
  ['60,1 * * * *', "'60,1' is no minute"],
  ['*/2/3 * * * *', "'*/2/3' is no minute"],
  ['*/0 * * * *', "'*/0' is no minute"],
  ['*/x5 * * * *', "'*/x5' is no minute"],
  ['*/5x * * * *', "'*/5x' is no minute"],
  ['5x * * * *', "'5x' is no minute"],
  ['x5 * * * *', "'x5' is no minute"],
  ['0-60 * * * *', "'0-60' is no minute"],
])('%p is none', (schedule, why) => {
  expect(refused(schedule)).toContain(why);
  expect(refused(schedule)).toMatch(/, each perhaps with a step\. Fix: correct that field\.$/);
});

test('a schedule has five fields, and no time zone in it', () => {
  expect(refused('0 3 * *')).toBe("a schedule has five fields, or is a name such as @daily. Fix: write it as in '0 3 * * *'.");
  expect(refused('TZ=UTC 0 3 * * *')).toBe('the time zone has a field of its own. Fix: move it to timeZone.');
});

test.each(['Nowhere/City', '+02:00', ''])('%p is no time zone', (timeZone) => {
  expect(refusal(() => requireTimeZone('ray/job', timeZone))).toBe(
    `[ray/job] timeZone is '${timeZone}': it is no name of the IANA time zone database. Fix: write one, such as 'Europe/Berlin' or 'Etc/UTC'.`,
  );
});
