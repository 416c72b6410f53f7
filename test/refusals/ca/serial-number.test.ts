import { requireSerialNumber } from '../../../lib/refusals/ca/serial-number';

const der = (serialNumber: string) => requireSerialNumber('ray/ca', 'serialNumber', serialNumber);

test.each([
  ['1', '01'],
  ['7f', '7f'],
  ['80', '0080'],
  ['ABC', '0abc'],
  ['f00', '0f00'],
  ['0001', '01'],
  ['00ff', '00ff'],
  [`7f${'ff'.repeat(19)}`, `7f${'ff'.repeat(19)}`],
])('%s is written as %s: positive, in as few bytes as hold it', (given, expected) => {
  expect(der(given)).toBe(expected);
});

test.each(['', '0', '0000', '-1', '0x1', '1g', '1 ', '12:34', 'ff'.repeat(20), `01${'00'.repeat(20)}`])('%p is refused', (given) => {
  expect(() => der(given)).toThrow(`[ray/ca] serialNumber is '${given}': a serial number is a positive number of at most 20 bytes`);
});
