import { requirePorts } from '../../../lib/refusals/network/ports';
import { refusal } from '../refusals';

test('ports are whole numbers from 1 to 65535, and one at least', () => {
  expect(() => requirePorts('ray/policy', 'ports', [1, 443, 65535])).not.toThrow();
  for (const port of [0, 65536, 1.5]) {
    expect(refusal(() => requirePorts('ray/policy', 'ports', [443, port]))).toBe(
      `[ray/policy] ports is ${port}: it is no port. Fix: write whole numbers from 1 to 65535.`,
    );
  }
  expect(refusal(() => requirePorts('ray/policy', 'ports', []))).toBe(
    '[ray/policy] ports is []: a NetworkPolicy takes no ports for all ports. Fix: name the ports, such as [443].',
  );
});
