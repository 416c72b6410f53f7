import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/openssl';
import { GO_EXAMPLES, synthGo } from './support/go';
import { JAVA_EXAMPLES, synthJava } from './support/java';
import { examplesWith, MANIFESTS } from './support/paths';
import { PYTHON_EXAMPLES, synthPython } from './support/python';
import type { Ended } from './support/run';

const LANGUAGES: readonly [language: string, synth: (example: string, output: string) => Ended, examples: readonly string[]][] = [
  ['Python', synthPython, PYTHON_EXAMPLES],
  ['Go', synthGo, GO_EXAMPLES],
  ['Java', synthJava, JAVA_EXAMPLES],
];

function manifests(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

test('every example exists in Python', () => expect(PYTHON_EXAMPLES).toEqual(examplesWith('main.ts')));

test('Go and Java have the same four examples', () => {
  const four = ['day-2', 'defense-in-depth', 'ray-service', 'self-signed'];
  expect([GO_EXAMPLES, JAVA_EXAMPLES]).toEqual([four, four]);
});

describe.each(LANGUAGES)('in %s', (_, synth, examples) => {
  test.each(examples)('%s synthesizes the same bytes as in TypeScript', (example) => {
    const output = scratchFolder();
    expect(synth(example, output)).toMatchObject({ status: 0 });
    expect(Object.keys(manifests(output))).not.toEqual([]);
    expect(manifests(output)).toEqual(manifests(join(MANIFESTS, example)));
  });
});
