import { printable } from '../report/text-table';
import { auditCommand } from './audit-command';
import { type Command, EXIT_CLEAN, EXIT_UNREADABLE, type Streams } from './command';
import { usageError } from './options';
import { packageVersion } from './version';

export { EXIT_CLEAN, EXIT_FINDINGS, EXIT_UNREADABLE, type Streams } from './command';

const USAGE = `Usage: cdk8s-ray-tls COMMAND [options]

Commands:
  audit FILE|DIR...   find what can never work, and what leaves a Ray cluster open, in any Kubernetes manifests

Options:
  -h, --help          print this, or the options of a command
  --version           print the version

Exit codes: 0 nothing found, 1 findings, 2 the input or the options cannot be read.
`;

const COMMANDS: { readonly [name: string]: Command } = { audit: auditCommand };

/** Runs the program and returns its exit code. */
export function main(args: readonly string[], streams: Streams): number {
  try {
    return dispatch(args, streams);
  } catch (error) {
    streams.err(`cdk8s-ray-tls: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return EXIT_UNREADABLE;
  }
}

function dispatch(args: readonly string[], streams: Streams): number {
  const [first, ...rest] = args;
  if (first === undefined) {
    streams.err(USAGE);
    return EXIT_UNREADABLE;
  }
  if (['-h', '--help', 'help'].includes(first)) {
    streams.out(USAGE);
    return EXIT_CLEAN;
  }
  if (['-V', '--version'].includes(first)) {
    streams.out(`${packageVersion()}\n`);
    return EXIT_CLEAN;
  }
  if (Object.hasOwn(COMMANDS, first)) return COMMANDS[first](rest, streams);
  throw usageError(`the command '${first}' is not known`, "write 'cdk8s-ray-tls audit FILE|DIR...'");
}
