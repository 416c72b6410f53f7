import { main } from '../../lib/audit/cli/main';

/** How the command ended, and what it wrote. */
export interface CommandRun {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command within this process. */
export function run(...args: string[]): CommandRun {
  const written = { out: '', err: '' };
  const append = (stream: 'out' | 'err') => (text: string) => {
    written[stream] += text;
  };
  const status = main(args, { out: append('out'), err: append('err') });
  return { status, ...written };
}
