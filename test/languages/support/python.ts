import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, EXAMPLES, examplesWith, PACKAGES, PINS } from './paths';
import { type Ended, run, runOrThrow } from './run';

const VENV = join(CACHE, 'python');
const REQUIREMENTS = join(PINS, 'requirements.txt');
const INSTALLED = join(VENV, 'requirements.txt');

export const PYTHON_EXAMPLES = examplesWith('main.py');

/** Installs the generated package as a user does, by pip, beside the dependencies that Python's index has. */
export function buildPython(): void {
  if (!existsSync(INSTALLED) || readFileSync(INSTALLED, 'utf8') !== readFileSync(REQUIREMENTS, 'utf8')) {
    rmSync(VENV, { recursive: true, force: true });
    runOrThrow(
      'python3',
      ['-m', 'venv', VENV],
      "install Python 3.10 or newer with its venv module (Debian, Ubuntu: 'apt-get install python3-venv').",
    );
    pip('--no-deps', '--require-hashes', '--requirement', REQUIREMENTS);
    cpSync(REQUIREMENTS, INSTALLED);
  }
  // The version stays the same from one commit to the next, and pip would keep what it has.
  pip('--no-deps', '--no-build-isolation', '--force-reinstall', join(PACKAGES, 'python'));
  runOrThrow(binary('pip'), ['check'], 'compile tools/languages/requirements.txt anew, by the command in requirements.in.');
}

/** A program of the environment, such as `python` or the library's command. */
export function binary(name: string): string {
  return join(VENV, 'bin', name);
}

export function synthPython(example: string, output: string): Ended {
  return runPython(join(EXAMPLES, example, 'main.py'), output);
}

/** Runs a file; `output` is where an app that it synthesizes writes to. */
export function runPython(file: string, output: string): Ended {
  return run(binary('python'), [file], { env: { CDK8S_OUTDIR: output } });
}

/** Checks the types of all of these programs at once, strictly. */
export function checkTypes(files: Readonly<Record<string, string>>, folder: string): Ended {
  mkdirSync(folder, { recursive: true });
  for (const [name, file] of Object.entries(files)) cpSync(file, join(folder, `${name.replaceAll('-', '_')}.py`));
  return run(binary('mypy'), ['--strict', '--no-color-output', '--cache-dir', join(CACHE, 'mypy'), '.'], { cwd: folder });
}

function pip(...args: string[]): void {
  const options = ['install', '--quiet', '--disable-pip-version-check', '--no-input'];
  runOrThrow(binary('pip'), [...options, ...args], 'let pip reach the Python package index.');
}
