import { certificateExpiresSoon as rule } from '../../../lib/audit/rules/certificate-expires-soon';
import { makeCa } from '../../support/openssl';
import { complaints, secret } from './support';

const { certificate } = makeCa({ notBefore: '20260101000000Z', notAfter: '20260601000000Z' });
const at = (now: string) => complaints(rule, [secret('ca', { 'ca.crt': certificate })], { now: new Date(now) });
const ends = (days: number) => [`Secret ray/ca: data['ca.crt']: 'CN=Test CA' ends at 2026-06-01T00:00:00.000Z, in ${days} days`];

test('compliant: 30 days and more are left', () => {
  expect(at('2026-05-02T00:00:00Z')).toEqual([]);
});

test('non-compliant: less than 30 days are left', () => {
  expect(at('2026-05-02T00:00:01Z')).toEqual(ends(29));
  expect(at('2026-06-01T00:00:00Z')).toEqual(ends(0));
});

test('compliant: over already, which another rule tells', () => {
  expect(at('2026-06-01T00:00:01Z')).toEqual([]);
});
