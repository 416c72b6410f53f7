import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Unreadable } from './unreadable';

/** What `parseArgs` makes of options and other words. */
type Parsed<T extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: T }>
>;

/** The options and the other words of a command line. */
export function parseOptions<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw usageError((error as Error).message.split('\n')[0].replace(/\.$/, ''), "see 'cdk8s-ray-tls --help'");
  }
}

/** A mistake in the command line. */
export function usageError(why: string, fix: string): Unreadable {
  return new Unreadable('options', why, fix);
}
