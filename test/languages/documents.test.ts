import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { codeBlocks, page } from '../docs/page';
import { scratchFolder } from '../support/openssl';
import { EXAMPLES, MANIFESTS, PACKAGES, ROOT } from './support/paths';
import { binary, runPython } from './support/python';
import { run } from './support/run';

const TYPESCRIPT_BLOCKS = codeBlocks(readFileSync(join(ROOT, 'README.md'), 'utf8'), 'ts');
const PYTHON_BLOCKS = codeBlocks(readFileSync(join(PACKAGES, 'python/README.md'), 'utf8'), 'python');
/** What a CA that is made at synth has of its own each time. */
const RANDOM = /"(ca|tls)\.(crt|key)":"[^"]*"/g;

/** Runs a block of Python, and returns what it writes to standard output with `last` at its end. */
function runBlock(block: string, last: string): string {
  const folder = scratchFolder();
  const file = join(folder, 'main.py');
  writeFileSync(file, `${block}\n${last}\n`);
  const { status, output } = runPython(file, join(folder, 'dist'));
  if (status !== 0) throw new Error(output);
  return output;
}

/** The objects of a chart that a block of TypeScript makes. */
function objects(block: string): string {
  const { outputText } = ts.transpileModule(`${block}\nreturn JSON.stringify(require('cdk8s').Testing.synth(chart));`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const modules: { readonly [name: string]: unknown } = {
    cdk8s: require('cdk8s'),
    'cdk8s-plus-28': require('cdk8s-plus-28'),
    'cdk8s-ray-tls': require('../../lib'),
  };
  process.env.CDK8S_OUTDIR = scratchFolder();
  try {
    return new Function('require', 'exports', outputText)((name: string) => modules[name], {});
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
}

function comparable(json: string): unknown {
  return JSON.parse(json.trim().replace(RANDOM, '"$1.$2":"random"'));
}

test('the README of the Python package has each block of the README in Python', () => {
  expect(PYTHON_BLOCKS).toHaveLength(TYPESCRIPT_BLOCKS.length);
  expect(PYTHON_BLOCKS.length).toBeGreaterThan(4);
});

test.each(PYTHON_BLOCKS.map((block, index) => [index + 1, block] as const))(
  'block %i makes the same objects as in TypeScript',
  (number, block) => {
    const python = runBlock(
      block,
      'import json; from cdk8s import Testing; print(json.dumps(Testing.synth(chart), separators=(",", ":")))',
    );
    expect(comparable(python)).toEqual(comparable(objects(TYPESCRIPT_BLOCKS[number - 1])));
  },
);

describe('docs/python.md', () => {
  const blocks = codeBlocks(page('python.md'), 'python');

  test('has the first example', () => {
    expect(blocks[0]).toBe(readFileSync(join(EXAMPLES, 'self-signed/main.py'), 'utf8'));
  });

  test.each(blocks.map((block, index) => [index + 1, block]))('program %i synthesizes', (_, block) => {
    const output = runBlock(block as string, 'import os; print(os.listdir(os.environ["CDK8S_OUTDIR"]))');
    expect(output.trim()).toBe("['ray.k8s.yaml']");
  });

  test('classes of cdk8s_plus_28.k8s are rendered in camelCase', () => {
    const output = runBlock(blocks[2], 'import json; from cdk8s import Testing; print(json.dumps(Testing.synth(chart)))');
    expect(output).toContain('{"name": "models", "persistentVolumeClaim": {"claimName": "models"}}');
    expect(output).toContain('{"mountPath": "/models", "name": "models"}');
  });
});

test.each([
  ['go.md', 'go', 'main.go'],
  ['java.md', 'java', 'Main.java'],
])('docs/%s has the first example', (name, language, file) => {
  expect(codeBlocks(page(name), language)).toEqual([readFileSync(join(EXAMPLES, 'self-signed', file), 'utf8')]);
});

test('the README of the Go package is docs/go.md, for its code compiles', () => {
  expect(readFileSync(join(PACKAGES, 'go/cdk8sraytls/README.md'), 'utf8')).toBe(page('go.md'));
});

test('the command that pip installs says what the one of npm says', () => {
  const args = ['audit', join(MANIFESTS, 'self-signed')];
  const npm = run(process.execPath, [join(ROOT, 'bin/cdk8s-ray-tls'), ...args]);
  expect(npm).toMatchObject({ status: 1, output: expect.stringContaining('http-port-unprotected') });
  expect(run(binary('cdk8s-ray-tls'), args)).toEqual(npm);
});

test('the generated packages name nothing of the machine that made them', () => {
  const texts = readdirSync(PACKAGES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /cdk8s_?ray_?tls.*\.(py|go|java|md|mod|toml)$/.test(file),
  );
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((file) => readFileSync(join(PACKAGES, file), 'utf8').includes(ROOT))).toEqual([]);
});
