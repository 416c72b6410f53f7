// Generates the Python, Go and Java code of the library into jsii-packages/, with its snippets translated.
// Go and Java get the bindings of the dependencies too, since no registry has to have them.
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TABLET = '.jsii.tabl.json';

rmSync(join(root, 'jsii-packages'), { recursive: true, force: true });
run('jsii-rosetta', 'extract', '--compile', '--strict', '--fail');
pacmak('--target', 'python', '--rosetta-unknown-snippets', 'fail');
pacmak('--target', 'go', '--target', 'java', '--recurse', '--rosetta-unknown-snippets', 'verbatim');
// Translated Go does not compile (jsii-rosetta writes values where pointers belong), so the Go package has a page written for it.
copyFileSync(join(root, 'docs/go.md'), join(root, 'jsii-packages/go/cdk8sraytls/README.md'));

function pacmak(...options) {
  run('jsii-pacmak', '--code-only', '--no-npmignore', '--outdir', 'jsii-packages', '--rosetta-tablet', TABLET, ...options);
}

function run(tool, ...options) {
  const { error, status } = spawnSync(join(root, 'node_modules/.bin', tool), options, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0)
    throw new Error(`${tool} failed${error ? `: ${error.message}` : ''}. Fix: npm ci && npm run build, and run this again.`);
}
