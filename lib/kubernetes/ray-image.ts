/** The version of Ray that runs where nobody chose one. */
export const DEFAULT_RAY_VERSION = '2.58.0';

/** The published image of a version of Ray. */
export function rayImage(rayVersion: string): string {
  return `rayproject/ray:${rayVersion}`;
}
