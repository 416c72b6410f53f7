import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));
const RESULTS = join(FOLDER, 'RESULTS.md');

const HEAD = `# Results on a real cluster

\`npm run e2e\` writes this table: a run of the whole suite replaces it, a run of one file replaces that file's row. The commit is the one that was checked out;
\`+\` behind it means that files were changed. A file that is not in the table has not run.

| file | passed | failed | skipped | seconds | commit | day | Kubernetes | KubeRay | cert-manager | Ray |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

/** Writes what the tests on a real cluster gave into RESULTS.md, a row a file. */
export default class ResultsReporter {
  constructor(globalConfig) {
    this.isWhole = globalConfig.testNamePattern === undefined || globalConfig.testNamePattern === '';
  }

  /** A run of some tests of a file says nothing about the file, so that it leaves the table alone. */
  onRunComplete(_contexts, { testResults }) {
    if (!this.isWhole) return;
    const ran = testResults.filter((result) => !result.skipped);
    if (ran.length === 0) return;
    const where = [commit(), new Date().toISOString().slice(0, 10), ...versions()];
    const rows = new Map(ran.length === files().length ? [] : rowsBefore());
    for (const result of ran) rows.set(basename(result.testFilePath), row(result, where));
    const known = files().filter((file) => rows.has(file));
    writeFileSync(RESULTS, `${HEAD}${known.map((file) => rows.get(file)).join('\n')}\n`);
  }
}

function files() {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

function rowsBefore() {
  if (!existsSync(RESULTS)) return [];
  const rows = readFileSync(RESULTS, 'utf8').matchAll(/^\| (\S+\.test\.ts) \|.*$/gm);
  return [...rows].map(([line, file]) => [file, line]);
}

function row({ testFilePath, numPassingTests, numFailingTests, numPendingTests, testExecError, perfStats }, where) {
  const failed = numFailingTests === 0 && testExecError ? 'did not run' : numFailingTests;
  const seconds = Math.round((perfStats.end - perfStats.start) / 1000);
  return `| ${[basename(testFilePath), numPassingTests, failed, numPendingTests, seconds, ...where].join(' | ')} |`;
}

function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: FOLDER, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', '.', '../../lib', ':!RESULTS.md') !== '';
  return git('rev-parse', '--short', 'HEAD') + (changed ? '+' : '');
}

/** The versions of Kubernetes, KubeRay's operator and cert-manager in the cluster, and of Ray by default; `?` for what does not answer. */
function versions() {
  const server = () => JSON.parse(kubectl('get', '--raw', '/version')).gitVersion;
  return [answer(server), answer(() => imageTag('kuberay-operator')), answer(() => imageTag('cert-manager')), rayVersion()];
}

function imageTag(name) {
  const images = kubectl('get', 'deployments', '--all-namespaces', '-l', `app.kubernetes.io/name=${name}`, '-o', 'jsonpath={..image}');
  return images.split(/\s+/)[0].split(':').at(-1) || '?';
}

function kubectl(...args) {
  return execFileSync('kubectl', args, { encoding: 'utf8', timeout: 30_000, stdio: ['ignore', 'pipe', 'ignore'] });
}

function answer(question) {
  try {
    return question();
  } catch {
    return '?';
  }
}

function rayVersion() {
  const source = readFileSync(join(FOLDER, '..', '..', 'lib', 'kubernetes', 'ray-image.ts'), 'utf8');
  return /RAY_VERSION = '([^']+)'/.exec(source)?.[1] ?? '?';
}
