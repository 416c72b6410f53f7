import { RayPodRole } from '../../kubernetes/ray-pod';
import type { RayPortExposure } from './exposure';

const COLUMNS = ['Pod', 'Port', 'What listens', 'Protected by', 'Reachable from'];

/** Exposed ports as a Markdown table, a line each. */
export function exposureTable(ports: readonly RayPortExposure[]): string {
  const rows = ports.map(({ role, groupName, port, purpose, guards, reachableFrom }) => [
    role === RayPodRole.HEAD ? 'head' : `worker group ${groupName}`,
    port,
    purpose,
    guards.join(', ') || '**nothing**',
    reachableFrom.join('; '),
  ]);
  return [COLUMNS, COLUMNS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
