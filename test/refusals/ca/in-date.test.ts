import { X509Certificate } from 'node:crypto';
import { requireInDate } from '../../../lib/refusals/ca/in-date';
import { makeCa } from '../../support/openssl';

const certificate = new X509Certificate(makeCa({ notBefore: '20260101000000Z', notAfter: '20270101000000Z' }).certificate);
const at = (now: string) => () => requireInDate('ray/ca', 'certificate', certificate, new Date(now));

test.each(['2026-01-01T00:00:00Z', '2026-06-01T12:00:00Z', '2027-01-01T00:00:00Z'])('it is in date at %s', (now) => {
  expect(at(now)).not.toThrow();
});

test('it is refused one second before it begins', () => {
  expect(at('2025-12-31T23:59:59Z')).toThrow('it is not valid before 2026-01-01T00:00:00.000Z');
});

test('it is refused one second after it ends', () => {
  expect(at('2027-01-01T00:00:01Z')).toThrow('it expired at 2027-01-01T00:00:00.000Z');
});

test('now is now, unless another moment is given', () => {
  expect(() => requireInDate('x', 'certificate', new X509Certificate(makeCa().certificate))).not.toThrow();
  expect(() => requireInDate('x', 'certificate', new X509Certificate(makeCa({ notAfter: '20260102000000Z' }).certificate))).toThrow(
    'expired',
  );
});
