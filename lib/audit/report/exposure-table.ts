import type { AuditResult } from '../engine';
import type { PortExposure } from '../questions/exposure';
import { textTable } from './text-table';

const HEADER = ['OBJECT', 'POD', 'PORT', 'WHAT LISTENS', 'PROTECTED BY', 'REACHABLE FROM'];
/** More than these are counted and not named. */
const MOST_NAMES = 8;

/** What each port of each Ray node is protected by, a line each; nothing where there are none. */
export function exposureLines({ exposure }: AuditResult): string[] {
  if (exposure.length === 0) return [];
  const rows = exposure.map((each) => [
    each.pod.manifest.title,
    each.pod.title,
    each.port,
    each.purpose,
    protection(each),
    reachableFrom(each).join('; '),
  ]);
  return textTable([HEADER, ...rows]);
}

/** From where a port is reached, in words; not all of a thousand peers. */
export function reachableFrom({ reachableFrom: peers }: PortExposure): readonly string[] {
  return peers.length <= MOST_NAMES ? peers : [...peers.slice(0, MOST_NAMES), `${peers.length - MOST_NAMES} more`];
}

function protection({ guards, isOpen, isUnknown }: PortExposure): string {
  if (isUnknown) return 'unknown';
  return guards.join(', ') || (isOpen ? 'NOTHING' : '-');
}
