import { invalid } from '../invalid';

/** Refuses what are no ports, and none at all, which a NetworkPolicy takes for all of them. */
export function requirePorts(constructPath: string, what: string, ports: readonly number[]): void {
  if (ports.length === 0) {
    throw invalid(constructPath, {
      what,
      got: ports,
      because: 'a NetworkPolicy takes no ports for all ports',
      fix: 'name the ports, such as [443]',
    });
  }
  for (const port of ports) {
    if (Number.isInteger(port) && port >= 1 && port <= 65535) continue;
    throw invalid(constructPath, { what, got: port, because: 'it is no port', fix: 'write whole numbers from 1 to 65535' });
  }
}
