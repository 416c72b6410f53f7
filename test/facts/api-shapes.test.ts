import { readFileSync } from 'node:fs';
import * as library from '../../lib';
import { API_ENUMS, API_SHAPES } from '../../lib/facts/api-shapes';
import { accepts } from '../../lib/refusals/api/classes';
import { apiShapes, API_SHAPES as PATH } from '../../tools/api-shapes';

test('the table is what the built library takes: npm run build, then npm run api:shapes', () => {
  expect(readFileSync(PATH, 'utf8')).toBe(apiShapes());
});

const classes = Object.entries(library).filter(([, value]) => typeof value === 'function') as [string, { prototype: object }][];

test.each(classes)('%s is known as a class, by its name in the table', (name, type) => {
  expect(accepts(name, Object.create(type.prototype))).toBe(true);
  // Not by the name of its constructor alone, which a bundler may change.
  const renamed = Object.create(type.prototype, { constructor: { value: class {} } });
  expect(accepts(name, renamed)).toBe(true);
  expect(accepts(name, {})).toBe(false);
});

test('every enum of the library is in the table', () => {
  const enums = Object.entries(library).filter(([, value]) => typeof value === 'object');
  expect(enums.length).toBeGreaterThan(10);
  for (const [name, values] of enums) expect(API_ENUMS[name].every((value) => Object.values(values).includes(value as never))).toBe(true);
});

test('no line of the table is there twice', () => {
  const names = API_SHAPES.trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(new Set(names).size).toBe(names.length);
});
