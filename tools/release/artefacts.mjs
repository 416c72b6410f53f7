// Builds what a release consists of into release/: the packages of all languages, as their registries take them, an SBOM and the
// checksums of all. Publishes nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notes } from './notes.mjs';

const OUTPUT = 'release';
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));

rmSync(OUTPUT, { recursive: true, force: true });
for (const folder of ['npm', 'python', 'java', 'go']) mkdirSync(join(OUTPUT, folder), { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'ray-tls-release-'));
try {
  packNpm();
  packLanguages();
  packGo();
  describe();
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(readFileSync(join(OUTPUT, 'SHA256SUMS'), 'utf8'));

function packNpm() {
  run('npm', 'run', 'build');
  run('npm', 'pack', '--pack-destination', join(OUTPUT, 'npm'));
  run('npm', 'run', 'lint:package');
}

/** Python's wheel and source package, and Java's jars with their POM, in the layout of a Maven repository. */
function packLanguages() {
  run('npx', 'jsii-rosetta', 'extract', '--compile', '--strict', '--fail');
  const options = ['--no-npmignore', '--outdir', work, '--rosetta-tablet', '.jsii.tabl.json'];
  run('npx', 'jsii-pacmak', ...options, '--target', 'python', '--rosetta-unknown-snippets', 'fail');
  // Java compiles against the bindings of the dependencies, which are built beside it.
  run('npx', 'jsii-pacmak', ...options, '--target', 'java', '--recurse', '--rosetta-unknown-snippets', 'verbatim');
  run('npx', 'jsii-pacmak', ...options, '--target', 'go', '--code-only', '--rosetta-unknown-snippets', 'verbatim');
  cpSync(join(work, 'python'), join(OUTPUT, 'python'), { recursive: true });
  const artifact = join('io/github', name, name);
  cpSync(join(work, 'java', artifact), join(OUTPUT, 'java', artifact), { recursive: true });
}

/** The folder that the Go module's repository gets, and the same as an archive. */
function packGo() {
  cpSync('docs/go.md', join(work, 'go/cdk8sraytls/README.md'));
  cpSync(join(work, 'go'), join(OUTPUT, 'go'), { recursive: true });
  const sameEveryTime = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  run('tar', ...sameEveryTime, '-czf', join(OUTPUT, `${name}-go-${version}.tar.gz`), '-C', join(work, 'go'), '.');
}

/** The SBOM, the notes, and the checksums of what people download. */
function describe() {
  const sbom = ['--output-reproducible', '--output-format', 'JSON', '--output-file', join(OUTPUT, 'sbom.cdx.json')];
  run('npx', 'cyclonedx-npm', '--omit', 'dev', '--package-lock-only', ...sbom);
  const files = readdirSync(OUTPUT, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(tgz|tar\.gz|whl|jar|pom|cdx\.json)$/.test(file),
  );
  const sums = files
    .filter((file) => !file.startsWith('go/'))
    .sort()
    .map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(join(OUTPUT, file)))
          .digest('hex')}  ${file}\n`,
    );
  writeFileSync(join(OUTPUT, 'SHA256SUMS'), sums.join(''));
  const changelog = readFileSync('CHANGELOG.md', 'utf8').replace(`## ${version} (unreleased)`, `## ${version}`);
  writeFileSync(join(OUTPUT, 'NOTES.md'), notes(changelog, version));
}

function run(command, ...args) {
  console.log(`$ ${command} ${args.join(' ')}`);
  // Built once, and packed as it is: `prepack` would build it anew each time.
  const env = { ...process.env, npm_config_ignore_scripts: 'true' };
  const { error, status } = spawnSync(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed${error ? `: ${error.message}` : ''}`);
}
