/** Input that cannot be read, in one line: what, where, why, and what to do. */
export class Unreadable extends Error {
  public constructor(where: string, why: string, fix: string) {
    super(`${where}: ${why}. Fix: ${fix}.`);
  }
}
