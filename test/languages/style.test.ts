import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/openssl';
import { GO_EXAMPLES, goTool } from './support/go';
import { JAVA_EXAMPLES, lintJava, unformattedJava } from './support/java';
import { EXAMPLES, PROGRAMS } from './support/paths';
import { checkTypes, PYTHON_EXAMPLES } from './support/python';
import { run } from './support/run';

const CLEAN = { status: 0, output: '' };

/** The examples' files of one name, and the programs of that language. */
function sources(examples: readonly string[], file: string): string[] {
  const extension = file.slice(file.lastIndexOf('.'));
  const programs = readdirSync(PROGRAMS).filter((name) => name.endsWith(extension));
  return [...examples.map((name) => join(EXAMPLES, name, file)), ...programs.map((name) => join(PROGRAMS, name))];
}

test('mypy finds nothing in the Python examples, strictly', () => {
  const files = Object.fromEntries(PYTHON_EXAMPLES.map((name) => [name, join(EXAMPLES, name, 'main.py')]));
  const { status, output } = checkTypes(files, scratchFolder());
  expect({ status, output }).toEqual({ status: 0, output: `Success: no issues found in ${PYTHON_EXAMPLES.length} source files\n` });
});

test('gofmt changes nothing', () => expect(run('gofmt', ['-l', ...sources(GO_EXAMPLES, 'main.go')])).toEqual(CLEAN));

test('go vet finds nothing in the Go examples', () => expect(goTool('vet', './...')).toEqual(CLEAN));

test('go.mod and go.sum list what the examples import, and nothing else', () => expect(goTool('mod', 'tidy', '-diff')).toEqual(CLEAN));

test('google-java-format changes nothing', () => expect(unformattedJava(sources(JAVA_EXAMPLES, 'Main.java'))).toEqual(CLEAN));

test('javac has no warning about the Java examples', () => expect(lintJava()).toEqual(CLEAN));
