import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** What a program prints that runs in a process of its own, with `cdk8s` and the library (`./lib`) at hand. */
export function runInOwnProcess(program: string, env: { readonly [name: string]: string } = {}): string {
  return execFileSync(process.execPath, ['--require', 'tsx/cjs', '--eval', program], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}
