import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE, EXAMPLES, examplesWith, PACKAGES, PINS, PROGRAMS } from './paths';
import { type Ended, run, runOrThrow } from './run';

const JARS = join(CACHE, 'java/jars');
const LIBRARY = join(CACHE, 'java/library');
const GENERATED = join(PACKAGES, 'java/src/main');
/** For programs of a few lines, the first compiler of the JVM is quicker than both. */
const QUICK = '-XX:TieredStopAtLevel=1';
const FORMATTER = 'google-java-format';
/** What the formatter needs of the compiler, which modules hide. */
const OPEN = ['api', 'code', 'file', 'parser', 'tree', 'util'].map(
  (name) => `--add-exports=jdk.compiler/com.sun.tools.javac.${name}=ALL-UNNAMED`,
);

export const JAVA_EXAMPLES = examplesWith('Main.java');

/** Compiles the generated library with its dependencies, and the examples against it. */
export function buildJava(): void {
  fetchJars();
  rmSync(LIBRARY, { recursive: true, force: true });
  const sources = readdirSync(join(GENERATED, 'java'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.java'));
  const list = join(CACHE, 'java/sources.txt');
  writeFileSync(list, sources.map((file) => `"${join(GENERATED, 'java', file)}"\n`).join(''));
  compile(LIBRARY, ['-nowarn', '-proc:none', `@${list}`]);
  for (const example of JAVA_EXAMPLES) compile(classes(example), [join(EXAMPLES, example, 'Main.java')]);
}

export function synthJava(example: string, output: string): Ended {
  const options = { cwd: join(EXAMPLES, example), env: { CDK8S_OUTDIR: output } };
  return run('java', [QUICK, '-cp', [classes(example), classPath()].join(delimiter), 'Main'], options);
}

/** Runs a program of this folder's; `java` compiles it first. */
export function runJava(program: string, output: string): Ended {
  return run('java', [QUICK, '-cp', classPath(), join(PROGRAMS, `${program}.java`)], { env: { CDK8S_OUTDIR: output } });
}

/** What the compiler says of the examples with all its warnings on. */
export function lintJava(): Ended {
  const files = JAVA_EXAMPLES.map((example) => join(EXAMPLES, example, 'Main.java'));
  const each = files.map((file) => run('javac', ['-Xlint:all,-path', '-Werror', '-d', join(CACHE, 'java/lint'), '-cp', classPath(), file]));
  return each.find(({ status }) => status !== 0) ?? each[0];
}

/** The files that the formatter would change. */
export function unformattedJava(files: readonly string[]): Ended {
  const jar = readdirSync(JARS).find((name) => name.startsWith(FORMATTER)) ?? '';
  return run('java', [QUICK, ...OPEN, '-jar', join(JARS, jar), '--dry-run', '--set-exit-if-changed', ...files]);
}

function classes(example: string): string {
  return join(CACHE, 'java/examples', example);
}

function compile(output: string, args: readonly string[]): void {
  runOrThrow('javac', [`-J${QUICK}`, '-d', output, '-cp', classPath(), ...args], 'install a JDK, 17 or newer.');
}

function classPath(): string {
  const jars = readdirSync(JARS).filter((name) => !name.startsWith(FORMATTER));
  return [LIBRARY, join(GENERATED, 'resources'), ...jars.map((name) => join(JARS, name))].join(delimiter);
}

function fetchJars(): void {
  const wanted = readFileSync(join(PINS, 'java/SHA256SUMS'), 'utf8');
  mkdirSync(JARS, { recursive: true });
  if (sums() === wanted) return;
  rmSync(JARS, { recursive: true });
  const goal = [
    '--quiet',
    '--batch-mode',
    '--file',
    join(PINS, 'java/pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${JARS}`,
  ];
  runOrThrow('mvn', goal, 'install Maven, and let it reach Maven Central.');
  if (sums() !== wanted) throw new Error(`the jars in ${JARS} are not those of tools/languages/java/SHA256SUMS:\n${sums()}`);
}

function sums(): string {
  const sum = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(JARS, name)))
      .digest('hex');
  return readdirSync(JARS)
    .sort()
    .map((name) => `${sum(name)}  ${name}\n`)
    .join('');
}
