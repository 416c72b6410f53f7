import { spawnSync } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/** How to run a program. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 600_000;
/** The machine's Node may be past its end of life; jsii's box about that is not what is tested. */
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0] };

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions = {}): Ended {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...QUIET, ...env },
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, output: `${error ? `${error.message}\n` : ''}${stdout ?? ''}${stderr ?? ''}` };
}

/** Runs a program that must succeed; `fix` says what to do if it does not. */
export function runOrThrow(command: string, args: readonly string[], fix: string, options: RunOptions = {}): string {
  const { status, output } = run(command, args, options);
  if (status === 0) return output;
  throw new Error(`${command} ${args.slice(0, 4).join(' ')} failed: ${output.trim().split('\n').slice(-20).join('\n')}\nFix: ${fix}`);
}
