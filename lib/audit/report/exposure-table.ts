import type { AuditResult } from '../engine';
import type { PortExposure } from '../questions/exposure';
import { textTable } from './text-table';

const HEADER = ['OBJECT', 'POD', 'PORT', 'WHAT LISTENS', 'PROTECTED BY', 'REACHABLE FROM'];
/** What each port of each Ray node is protected by, a line each; nothing where there are none. */
export function exposureLines({ exposure }: AuditResult): string[] {
  if (exposure.length === 0) return [];
  const rows = exposure.map((each) => [
    each.pod.manifest.title,
    each.pod.title,
    each.port,
    each.purpose,
    protection(each),
    each.reachableFrom.join('; '),
  ]);
  return textTable([HEADER, ...rows]);
}

function protection({ guards, isOpen, isUnknown }: PortExposure): string {
  if (isUnknown) return 'unknown';
  return guards.join(', ') || (isOpen ? 'NOTHING' : '-');
}
