import { invalid } from '../invalid';

const LONGEST_BYTES = 20;

/**
 * The serial number as DER has it: positive, in as few whole bytes as hold it and its sign.
 *
 * @param serialNumber hexadecimal digits
 */
export function requireSerialNumber(constructPath: string, what: string, serialNumber: string): string {
  const digits = serialNumber.toLowerCase().replace(/^0+/, '');
  const whole = digits.length % 2 === 0 ? digits : `0${digits}`;
  const der = /^[89a-f]/.test(whole) ? `00${whole}` : whole;
  if (!/^[0-9a-f]+$/.test(der) || der.length > 2 * LONGEST_BYTES) {
    throw invalid(constructPath, {
      what,
      got: serialNumber,
      because: `a serial number is a positive number of at most ${LONGEST_BYTES} bytes, sign included (RFC 5280)`,
      fix: "write hexadecimal digits without a prefix, such as '5f3a09c2'",
    });
  }
  return der;
}
