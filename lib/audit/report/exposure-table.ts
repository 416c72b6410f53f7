import type { AuditResult } from '../engine';
import { textTable } from './text-table';

const HEADER = ['OBJECT', 'POD', 'PORT', 'WHAT LISTENS', 'PROTECTED BY', 'REACHABLE FROM'];

/** What each port of each Ray node is protected by, a line each; nothing where there are none. */
export function exposureLines({ set }: AuditResult): string[] {
  if (set.exposure.length === 0) return [];
  const rows = set.exposure.map(({ pod, port, purpose, guards, reachableFrom, isOpen }) => [
    pod.manifest.title,
    pod.title,
    port,
    purpose,
    guards.join(', ') || (isOpen ? 'NOTHING' : '-'),
    reachableFrom.join('; '),
  ]);
  return textTable([HEADER, ...rows]);
}
