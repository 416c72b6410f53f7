/** A published vulnerability of Ray. */
export interface RayVulnerability {
  readonly id: string;
  /** The first version that has it; undefined for all before the fix. */
  readonly since?: string;
  /** The first version without it. */
  readonly fixedIn: string;
  /** What an attacker can do. */
  readonly allows: string;
  /** Where it is published. */
  readonly source: string;
}

/**
 * The vulnerabilities that a version of Ray fixes, newest fix first, from the GitHub Advisory Database and NVD (2026-11).
 *
 * CVE-2023-48022 is missing on purpose: Ray runs the code that it receives by design, and no version changes that.
 */
export const RAY_VULNERABILITIES: readonly RayVulnerability[] = [
  {
    id: 'CVE-2026-57516',
    fixedIn: '2.56.0',
    allows: 'a WebDataset archive that a job reads runs code',
    source: 'GHSA-hhrp-gw25-jr43',
  },
  {
    id: 'CVE-2026-41486',
    since: '2.49.0',
    fixedIn: '2.55.0',
    allows: 'a Parquet file that a job reads runs code',
    source: 'GHSA-mw35-8rx3-xf9r',
  },
  {
    id: 'CVE-2026-27482',
    fixedIn: '2.54.0',
    allows: 'a web page deletes jobs and shuts Serve down through the browser of somebody who reaches the dashboard',
    source: 'NVD, CVE-2026-27482',
  },
  {
    id: 'CVE-2025-62593',
    fixedIn: '2.52.0',
    allows: 'a web page runs code through the browser of somebody who reaches the dashboard',
    source: 'NVD, CVE-2025-62593; in the KEV catalog of CISA',
  },
  { id: 'CVE-2026-32981', fixedIn: '2.8.1', allows: 'whoever reaches the dashboard reads files', source: 'GHSA-j3mh-qmjj-xp83' },
  { id: 'CVE-2023-6021', fixedIn: '2.8.1', allows: 'whoever reaches the dashboard reads files', source: 'NVD, CVE-2023-6021' },
  { id: 'CVE-2023-6020', fixedIn: '2.8.1', allows: 'whoever reaches the dashboard reads files', source: 'NVD, CVE-2023-6020' },
  { id: 'CVE-2023-6019', fixedIn: '2.8.1', allows: 'whoever reaches the dashboard runs commands', source: 'NVD, CVE-2023-6019' },
];
