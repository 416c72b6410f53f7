import { invalid } from '../invalid';

const NAMED = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every (\d+(\.\d+)?(ns|us|ms|s|m|h))+)$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS = [
  { name: 'minute', least: 0, most: 59, words: [] },
  { name: 'hour', least: 0, most: 23, words: [] },
  { name: 'day of the month', least: 1, most: 31, words: [] },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of the week', least: 0, most: 6, words: DAYS },
] as const;
const TIME_ZONE = /^[A-Za-z][-+\w]*(\/[A-Za-z][-+\w]*)*$/;

/** Refuses what KubeRay would not read as a schedule (`ValidateRayCronJobSpec` of v1.7.0): five fields of cron, or a name such as `@daily`. Gives it as text. */
export function requireSchedule(constructPath: string, given: string | { readonly expressionString: string }): string {
  const schedule = typeof given === 'string' ? given : given.expressionString;
  if (schedule.includes('TZ')) {
    throw refused(constructPath, schedule, 'the time zone has a field of its own', 'move it to timeZone');
  }
  if (NAMED.test(schedule)) return schedule;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    throw refused(constructPath, schedule, 'a schedule has five fields, or is a name such as @daily', "write it as in '0 3 * * *'");
  }
  fields.forEach((text, index) => {
    const field = FIELDS[index];
    if (text.split(',').every((part) => isPart(part.toLowerCase(), field))) return;
    const words = field.words.length === 0 ? '' : `, or ${field.words[0]} to ${field.words.at(-1)}`;
    const because = `'${text}' is no ${field.name}: a list of *, numbers from ${field.least} to ${field.most}${words}, and ranges, each perhaps with a step`;
    throw refused(constructPath, schedule, because, 'correct that field');
  });
  return schedule;
}

/** Whether a schedule that is one comes around every week of the year. */
export function isAtLeastWeekly(schedule: string): boolean {
  if (schedule.startsWith('@')) return ['@weekly', '@daily', '@midnight', '@hourly'].includes(schedule);
  const [, , day, month] = schedule.trim().split(/\s+/);
  return [day, month].every((field) => field === '*' || field === '?');
}

/** Refuses what no time zone is called. */
export function requireTimeZone(constructPath: string, timeZone: string): void {
  if (TIME_ZONE.test(timeZone) && isKnown(timeZone)) return;
  throw invalid(constructPath, {
    what: 'timeZone',
    got: timeZone,
    because: 'it is no name of the IANA time zone database',
    fix: "write one, such as 'Europe/Berlin' or 'Etc/UTC'",
  });
}

type Field = (typeof FIELDS)[number];

function isPart(part: string, field: Field): boolean {
  const [range, step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
  if (range === '*' || range === '?') return true;
  const [first, last = first, ...others] = range.split('-').map((text) => numberOf(text, field));
  return others.length === 0 && first >= field.least && last <= field.most && first <= last;
}

/** The number that a field's text stands for; NaN, which is in no range, for none. */
function numberOf(text: string, { words, least }: Field): number {
  const index = (words as readonly string[]).indexOf(text);
  if (index !== -1) return least + index;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function refused(constructPath: string, got: string, because: string, fix: string): Error {
  return invalid(constructPath, { what: 'schedule', got, because, fix });
}
