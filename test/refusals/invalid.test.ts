import { invalid } from '../../lib/refusals/invalid';

const message = (got: unknown) => invalid('ray/cluster', { what: 'name', got, because: 'it is wrong', fix: 'correct it' }).message;

test('path, input, value, reason and fix are one sentence each', () => {
  expect(message('x')).toBe("[ray/cluster] name is 'x': it is wrong. Fix: correct it.");
  expect(invalid('ray', { what: 'name', because: 'it is missing', fix: 'give one' }).message).toBe(
    '[ray] name: it is missing. Fix: give one.',
  );
});

test.each([
  [1.5, '1.5'],
  [[], '[]'],
  [{ a: true }, '{"a":true}'],
  [undefined, 'undefined'],
  [Number.NaN, 'NaN'],
])('%p is shown as %p', (got, shown) => {
  expect(message(got)).toContain(`name is ${shown}:`);
});

test('a long value is cut, one of 120 characters is not', () => {
  const fits = 'x'.repeat(118);
  expect(message(fits)).toContain(`name is '${fits}':`);
  expect(message(`${fits}y`)).toContain(`name is '${fits}y...:`);
});
