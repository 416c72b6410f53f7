import { privateKeyInManifest as rule } from '../../../lib/audit/rules/private-key-in-manifest';
import { makeCa } from '../../support/openssl';
import { complaints, object, secret } from './support';

test('compliant: certificates alone', () => {
  expect(complaints(rule, [secret('trust', { 'ca.crt': makeCa().certificate })])).toEqual([]);
});

test('non-compliant: a private key, once for each place', () => {
  const { privateKey } = makeCa();
  const found = complaints(rule, [
    secret('ca', { 'ca.key': privateKey }),
    object('Secret', 'plain', { stringData: { 'tls.key': privateKey } }),
  ]);
  expect(found).toEqual([
    "Secret ray/ca: data['ca.key']: it holds a private key in readable form",
    "Secret ray/plain: stringData['tls.key']: it holds a private key in readable form",
  ]);
  expect(found.join()).not.toContain(privateKey.split('\n')[1]);
});

test.each([['PRIVATE KEY'], ['RSA PRIVATE KEY'], ['EC PRIVATE KEY'], ['ENCRYPTED PRIVATE KEY']])('non-compliant: a %s', (label) => {
  const block = `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
  expect(complaints(rule, [secret('a', { key: block })])).toHaveLength(1);
});

test('compliant: a public key, and a text whose border is lost', () => {
  expect(complaints(rule, [secret('a', { key: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n' })])).toEqual([]);
  expect(complaints(rule, [secret('a', { key: 'PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' })])).toEqual([]);
});
