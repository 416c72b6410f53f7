import { invalid } from '../invalid';

const MILLISECONDS: { readonly [unit: string]: number } = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6 };
const GO_DURATION = /^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/;

/** What cert-manager takes for a Certificate that names no duration: 90 days. */
const DEFAULT_DURATION = '2160h';
const SHORTEST_DURATION = '1h';
const SHORTEST_RENEW_BEFORE = '5m';

/** Milliseconds in a duration as Go writes it (`1h30m`, no days), or undefined for anything else. */
export function goDurationMilliseconds(text: string): number | undefined {
  if (!GO_DURATION.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(h|ms|m|s|us|µs|ns)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * MILLISECONDS[unit], 0);
}

/** Refuses lifetimes of a Certificate that cert-manager's webhook would refuse. */
export function requireCertificateDurations(constructPath: string, spec: { readonly [field: string]: any }): void {
  const duration = requireAtLeast(constructPath, 'duration', spec.duration ?? DEFAULT_DURATION, SHORTEST_DURATION);
  if (spec.renewBefore === undefined) return;
  const renewBefore = requireAtLeast(constructPath, 'renewBefore', spec.renewBefore, SHORTEST_RENEW_BEFORE);
  if (renewBefore >= duration) {
    throw invalid(constructPath, {
      what: 'renewBefore',
      got: spec.renewBefore,
      because: `the certificate is valid for ${spec.duration ?? DEFAULT_DURATION} only, so it would be renewed without end`,
      fix: 'renew later than that, or leave it out to renew when a third of the lifetime is left',
    });
  }
}

/**
 * Refuses a leaf that may be valid longer than the CA certificate that signs it, since nobody verifies it from then on.
 *
 * @param longest the longest that a leaf of this issuer may live, as Go writes a duration
 */
export function requireShorterThanIssuer(constructPath: string, what: string, duration: string, longest: string): void {
  if (goDurationMilliseconds(duration)! <= goDurationMilliseconds(longest)!) return;
  throw invalid(constructPath, {
    what,
    got: duration,
    because: `its CA is renewed ${longest} before it expires, so a leaf signed just before that would outlive the CA certificate it came with`,
    fix: `choose at most ${longest}, or give the CA a longer duration and renewBefore`,
  });
}

function requireAtLeast(constructPath: string, what: string, value: unknown, shortest: string): number {
  const milliseconds = goDurationMilliseconds(String(value));
  if (milliseconds === undefined) {
    throw invalid(constructPath, {
      what,
      got: value,
      because: 'cert-manager reads durations as Go writes them, in hours, minutes and seconds',
      fix: "write hours instead of days, as in '8760h'",
    });
  }
  if (milliseconds < goDurationMilliseconds(shortest)!) {
    throw invalid(constructPath, {
      what,
      got: value,
      because: `cert-manager accepts ${shortest} and longer`,
      fix: `choose at least ${shortest}`,
    });
  }
  return milliseconds;
}
