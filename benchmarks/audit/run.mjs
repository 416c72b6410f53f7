// The audit of one file with 100, 1,000 and 10,000 documents, beside kubeconform and kube-linter on the same file where they are
// installed (KUBECONFORM and KUBE_LINTER name them). Everything in fresh processes, in turns; medians.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from './documents.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const COUNTS = [100, 1_000, 10_000];
const ROUNDS = 5;
/** A document may cost this many times as much among 10,000 as among 1,000. */
const FLAT = 1.2;

const scratch = mkdtempSync(join(tmpdir(), 'ray-tls-bench-'));
try {
  const tools = toolsHere();
  const rows = COUNTS.map((count) => {
    const file = join(scratch, `${count}.yaml`);
    writeFileSync(file, documents(count));
    return { count, megabytes: statSync(file).size / 1e6, results: alternate(tools, file) };
  });
  report(tools, rows);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function toolsHere() {
  const audit = { name: 'cdk8s-ray-tls audit', command: process.execPath, args: [join(HERE, '../../bin/cdk8s-ray-tls'), 'audit'] };
  // Without schemas, which it would load from the network: it parses, and looks at nothing.
  const kubeconform = { name: 'kubeconform, parsing alone', command: process.env.KUBECONFORM ?? 'kubeconform' };
  kubeconform.args = ['-n', '1', '-ignore-missing-schemas', '-schema-location', join(scratch, 'none', '{{.ResourceKind}}.json')];
  const kubeLinter = { name: 'kube-linter', command: process.env.KUBE_LINTER ?? 'kube-linter', args: ['lint'] };
  const isInstalled = ({ command }) => spawnSync(command, ['--help'], { stdio: 'ignore' }).error === undefined;
  return [audit, ...[kubeconform, kubeLinter].filter(isInstalled)];
}

/** The median time of each tool and the peak of its memory, measured in turns. */
function alternate(tools, file) {
  const runs = tools.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    tools.forEach((tool, index) => {
      runs[index].push(measure(tool, file));
    });
  }
  return runs.map((each) => ({
    milliseconds: median(each.map((run) => run.milliseconds)),
    megabytes: median(each.map((run) => run.megabytes)),
  }));
}

function measure({ command, args }, file) {
  return JSON.parse(execFileSync(process.execPath, [join(HERE, 'measure.mjs'), command, ...args, file], { encoding: 'utf8' }));
}

function report(tools, rows) {
  const header = ['documents', 'MB', ...tools.flatMap(({ name }) => [`${name}, s`, 'ms a document', 'peak MB'])];
  const lines = rows.map(({ count, megabytes, results }) => [
    count,
    megabytes.toFixed(1),
    ...results.flatMap((result) => [
      (result.milliseconds / 1000).toFixed(2),
      (result.milliseconds / count).toFixed(2),
      result.megabytes.toFixed(0),
    ]),
  ]);
  for (const line of [header, header.map(() => '---'), ...lines]) console.log(`| ${line.join(' | ')} |`);
  const [, thousand, most] = rows.map(({ count, results }) => results[0].milliseconds / count);
  console.log(`\nA document costs ${(most / thousand).toFixed(2)} times as much among 10,000 as among 1,000 (aim: at most ${FLAT}).`);
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
