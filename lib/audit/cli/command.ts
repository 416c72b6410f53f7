/** Nothing found, or nothing as bad as was asked for. */
export const EXIT_CLEAN = 0;
export const EXIT_FINDINGS = 1;
/** The input or the options cannot be read. */
export const EXIT_UNREADABLE = 2;

/** Where a command writes to. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/** One of the program's commands: takes what stands behind its name, and returns the exit code. It may throw what `main` reports in one line. */
export type Command = (args: readonly string[], streams: Streams) => number;
