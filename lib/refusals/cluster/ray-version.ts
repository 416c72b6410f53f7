import { invalid } from '../invalid';

/** The oldest Ray that this library is made for: KubeRay 1.5 asks its `ray health-check` and agent's health paths. */
const OLDEST: Version = [2, 9, 0];
const VERSION = /^(\d+)\.(\d+)\.(\d+)(rc\d+)?$/;

type Version = readonly [number, number, number];

/** Refuses what is no version of Ray, or one too old or not known yet. */
export function requireRayVersion(constructPath: string, what: string, rayVersion: string): void {
  const version = parse(rayVersion);
  if (version === undefined) {
    throw invalid(constructPath, {
      what,
      got: rayVersion,
      because: 'it is no version of Ray',
      fix: `write it in full, such as '${/^2\.\d+$/.test(rayVersion) ? `${rayVersion}.0` : '2.58.0'}'`,
    });
  }
  if (compare(version, OLDEST) < 0 || version[0] > 2) {
    throw invalid(constructPath, {
      what,
      got: rayVersion,
      because: `this library knows Ray ${OLDEST.join('.')} to 2.x`,
      fix: 'use such a version of Ray, and one that its image really has',
    });
  }
}

/** Whether a valid Ray version is `least` or newer. */
export function rayVersionAtLeast(rayVersion: string, least: string): boolean {
  return compare(parse(rayVersion)!, parse(least)!) >= 0;
}

function parse(text: string): Version | undefined {
  const match = VERSION.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
