import { join } from 'node:path';
import { certificateExpired as rule } from '../../../lib/audit/rules/certificate-expired';
import { makeCa, openssl } from '../../support/openssl';
import { complaints, secret } from './support';

const { certificate } = makeCa({ notBefore: '20260101000000Z', notAfter: '20260601000000Z' });
const at = (now: string) => complaints(rule, [secret('ca', { 'ca.crt': certificate })], { now: new Date(now) });

test.each([['2026-01-01T00:00:00Z'], ['2026-06-01T00:00:00Z']])('compliant: within its dates, at %s', (now) => {
  expect(at(now)).toEqual([]);
});

test('non-compliant: over', () => {
  expect(at('2026-06-01T00:00:01Z')).toEqual(["Secret ray/ca: data['ca.crt']: 'CN=Test CA' expired at 2026-06-01T00:00:00.000Z"]);
});

test('non-compliant: not begun', () => {
  expect(at('2025-12-31T23:59:59Z')).toEqual(["Secret ray/ca: data['ca.crt']: 'CN=Test CA' is not valid before 2026-01-01T00:00:00.000Z"]);
});

test('a certificate is called by its whole subject, in one line', () => {
  const named = (subject: string) => {
    const { folder } = makeCa();
    const crt = openssl('req', '-x509', '-key', join(folder, 'ca.key'), '-subj', subject, '-days', '1');
    return complaints(rule, [secret('ca', { 'ca.crt': crt })], { now: new Date('2099-01-01T00:00:00Z') });
  };
  expect(named('/O=Example/CN=Old CA')).toEqual([expect.stringContaining("'O=Example, CN=Old CA' expired at ")]);
  expect(named('/')).toEqual([expect.stringContaining("'without a subject' expired at ")]);
});
