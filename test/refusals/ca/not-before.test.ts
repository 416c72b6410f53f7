import { requireNotBefore } from '../../../lib/refusals/ca/not-before';

const check = (date: string, seconds = 60) => requireNotBefore('ray/ca', 'notBefore', new Date(date), seconds);

test.each(['1950-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2049-12-31T23:59:59Z', '9999-12-31T23:58:59Z'])('%s can be written', (date) => {
  expect(() => check(date)).not.toThrow();
});

test.each(['1949-12-31T23:59:59Z', '9999-12-31T23:59:00Z', 'nonsense'])('%s is refused, as X.509 has no such date', (date) => {
  expect(() => check(date)).toThrow('[ray/ca] notBefore is ');
});
