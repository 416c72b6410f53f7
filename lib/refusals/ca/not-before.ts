import { invalid } from '../invalid';

const EARLIEST = Date.UTC(1950, 0, 1);
/** The last moment that X.509 can write (RFC 5280, section 4.1.2.5). */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59);

/** Refuses a start from which the validity of a certificate cannot be written down. */
export function requireNotBefore(constructPath: string, what: string, notBefore: Date, validitySeconds: number): void {
  const start = notBefore.getTime();
  if (start >= EARLIEST && start + validitySeconds * 1000 <= LATEST) return;
  throw invalid(constructPath, {
    what,
    got: Number.isNaN(start) ? 'Invalid Date' : notBefore.toISOString(),
    because: `with ${validitySeconds} s of validity it is outside the dates of X.509, 1950 to 9999`,
    fix: "pass a date such as new Date('2026-01-01T00:00:00Z')",
  });
}
