/**
 * A test runner for Stryker that keeps the tests loaded from one mutant to the next, and asks the quick ones first: some milliseconds for
 * each of thousands of mutants, where Stryker's runner for jest starts every test file anew. What only jest has (module mocks, fake
 * timers, snapshots) is skipped: see `NeedsJest`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';

/** What Stryker's instrumented code reads and writes. */
const stryker = () => (globalThis.__stryker__ ??= {});

/** Marks a test that jest has to run. */
class NeedsJest extends Error {}

class InProcessRunner {
  static inject = ['options'];

  constructor({ inProcess }) {
    this.judges = inProcess.judges.map(({ of, tests }) => ({ of: new RegExp(of), tests }));
  }

  capabilities() {
    // With `ignoreStatic` no mutant is one of code that runs while files load, and so none asks for a fresh process.
    return { reloadEnvironment: true };
  }

  init() {
    // The working directory is Stryker's copy of the repository, with the mutants in it.
    const require = createRequire(join(process.cwd(), 'package.json'));
    compileTypeScript(require('@swc/core'));
    const names = this.judges.flatMap(({ tests }) => tests);
    this.tests = new Map(loadTests(require, testFiles(process.cwd(), names)).map((test) => [test.id, test]));
  }

  async dryRun() {
    const tests = [];
    for (const test of this.tests.values()) {
      stryker().currentTestId = test.id;
      const start = performance.now();
      const error = await failureOf(test);
      test.took = performance.now() - start;
      stryker().currentTestId = undefined;
      tests.push({ id: test.id, name: test.id, fileName: test.file, timeSpentMs: test.took, ...outcome(error) });
    }
    return { status: 'complete', tests, mutantCoverage: stryker().mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    Object.assign(stryker(), { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit ? 0 : undefined });
    const judges = this.judges.find(({ of }) => of.test(activeMutant.fileName)).tests;
    const tests = (testFilter ?? [...this.tests.keys()])
      .map((id) => this.tests.get(id))
      .filter(({ file }) => isAmong(file, judges))
      .sort((a, b) => (a.took ?? 0) - (b.took ?? 0));
    try {
      for (const [index, test] of tests.entries()) {
        const error = await failureOf(test);
        if (stryker().hitCount > hitLimit) return { status: 'timeout', reason: 'it went round in circles' };
        if (error !== undefined && !(error instanceof NeedsJest)) {
          return { status: 'killed', killedBy: [test.id], failureMessage: String(error?.message ?? error), nrOfTests: index + 1 };
        }
      }
      return { status: 'survived', nrOfTests: tests.length };
    } finally {
      stryker().activeMutant = undefined;
    }
  }

  async dispose() {
    for (const hook of new Set([...(this.tests?.values() ?? [])].flatMap(({ afterAll }) => afterAll))) await hook();
  }
}

export const strykerValidationSchema = {
  properties: {
    inProcess: {
      description: 'The in-process test runner.',
      type: 'object',
      additionalProperties: false,
      properties: { judges: { type: 'array' } },
      required: ['judges'],
    },
  },
};
export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner }];

function outcome(error) {
  if (error === undefined) return { status: 0 };
  if (error instanceof NeedsJest) return { status: 2 };
  return { status: 1, failureMessage: String(error?.stack ?? error) };
}

/** What the test throws, hooks and all. */
async function failureOf({ beforeEach, body, afterEach }) {
  try {
    for (const hook of beforeEach) await hook();
    try {
      await body();
    } finally {
      for (const hook of afterEach) await hook();
    }
    return undefined;
  } catch (error) {
    return error ?? new Error('it threw nothing');
  }
}

function testFiles(root, names) {
  return readdirSync(join(root, 'test'), { recursive: true })
    .map((file) => `test/${file}`)
    .filter((file) => file.endsWith('.test.ts') && isAmong(file, names))
    .sort();
}

/** Whether a name, or the beginning of one, is given; and none with a leading `!`. */
function isAmong(file, names) {
  const among = (beginnings) => beginnings.some((beginning) => file.startsWith(beginning));
  return among(names) && !among(names.filter((name) => name.startsWith('!')).map((name) => name.slice(1)));
}

function compileTypeScript(swc) {
  const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
  Module._extensions['.ts'] = (module, filename) => {
    module._compile(swc.transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
  };
}

/** Loads test files as jest would, and returns the tests in them. */
function loadTests(require, files) {
  const { expect } = require('expect');
  const { bind } = require('jest-each');
  const needsJest = () => {
    throw new NeedsJest();
  };
  const tests = [];
  let scope;
  const test = (name, body) => {
    const id = [scope.file, ...scope.titles, name].join(' > ');
    const twin = tests.some((other) => other.id === id) ? ` (${tests.length})` : '';
    tests.push({ ...scope, id: id + twin, body });
  };
  const describe = (name, body) => {
    const outer = scope;
    scope = { ...outer, titles: [...outer.titles, name], beforeEach: [...outer.beforeEach], afterEach: [...outer.afterEach] };
    body();
    scope = outer;
  };
  test.each = bind(test, false);
  describe.each = bind(describe, false);
  expect.extend({ toMatchSnapshot: needsJest, toMatchInlineSnapshot: needsJest });
  Object.assign(globalThis, {
    ...{ test, describe, expect },
    jest: new Proxy({}, { get: needsJest }),
    // Before each, so that a mutant in what it calls is seen.
    beforeAll: (hook) => scope.beforeEach.push(hook),
    afterAll: (hook) => scope.afterAll.push(hook),
    beforeEach: (hook) => scope.beforeEach.push(hook),
    afterEach: (hook) => scope.afterEach.unshift(hook),
  });
  for (const file of files) {
    scope = { file, titles: [], afterAll: [], beforeEach: [], afterEach: [] };
    require(join(process.cwd(), file));
  }
  return tests;
}
