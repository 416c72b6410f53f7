import { privateKeyInManifest as rule } from '../../../lib/validation/rules/private-key-in-manifest';
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
