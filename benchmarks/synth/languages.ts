// The first example's whole process in each language: start, synthesis, end. `npm run bench:languages` builds the library and runs this.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import ts from 'typescript';
import build from '../../test/languages/support/build';
import { synthGo } from '../../test/languages/support/go';
import { synthJava } from '../../test/languages/support/java';
import { EXAMPLES, PACKAGES } from '../../test/languages/support/paths';
import { synthPython } from '../../test/languages/support/python';
import { type Ended, run } from '../../test/languages/support/run';

const EXAMPLE = 'self-signed';
const ROUNDS = 9;
/** Inside of the package, so that it finds itself by its name. */
const PROGRAM = join(PACKAGES, 'bench.cjs');

const synthNode = (_: string, output: string): Ended => run(process.execPath, [PROGRAM], { env: { CDK8S_OUTDIR: output } });
const LANGUAGES = { TypeScript: synthNode, Go: synthGo, Python: synthPython, Java: synthJava };

build();
const source = readFileSync(join(EXAMPLES, EXAMPLE, 'main.ts'), 'utf8');
writeFileSync(PROGRAM, ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText);

const times: { [language: string]: number[] } = {};
for (let round = 0; round < ROUNDS; round++) {
  for (const [language, synth] of Object.entries(LANGUAGES)) {
    const folder = mkdtempSync(join(tmpdir(), 'ray-tls-bench-'));
    const start = performance.now();
    const { status, output } = synth(EXAMPLE, folder);
    if (status !== 0) throw new Error(`${language}: ${output}`);
    times[language] = [...(times[language] ?? []), performance.now() - start];
    rmSync(folder, { recursive: true });
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const base = median(times.TypeScript);
console.log(`| language | seconds | ratio |\n| --- | --- | --- |`);
for (const [language, each] of Object.entries(times)) {
  console.log(`| ${language} | ${(median(each) / 1000).toFixed(2)} | ${(median(each) / base).toFixed(2)} |`);
}
