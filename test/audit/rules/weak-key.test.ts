import { weakKey as rule } from '../../../lib/audit/rules/weak-key';
import { makeCa } from '../../support/openssl';
import { certificate, complaints, headPod, rayCluster, secret, shareLeaf } from './support';

const rsa = (bits: number) => ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`];
const ec = (curve: string) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const keyOf = (key: readonly string[]) => complaints(rule, [secret('ca', { 'ca.crt': makeCa({ key }).certificate })]);
const cluster = rayCluster((spec) => shareLeaf(headPod(spec)));
const leafKey = (privateKey?: object) => complaints(rule, [cluster, certificate('ray-tls', { privateKey })]);

test.each([[rsa(2048)], [ec('P-256')], [ec('P-384')]])('compliant: %s', (key) => {
  expect(keyOf(key)).toEqual([]);
});

test.each([
  [rsa(1024), 'RSA with 1024 bits'],
  [ec('P-521'), 'ec secp521r1'],
  [['-algorithm', 'ED25519'], 'ed25519'],
])('non-compliant: %s', (key, named) => {
  expect(keyOf(key)).toEqual([`Secret ray/ca: data['ca.crt']: its key is ${named}`]);
});

test('non-compliant: a weak private key without its certificate', () => {
  const { privateKey } = makeCa({ key: rsa(1024) });
  expect(complaints(rule, [secret('ca', { 'ca.key': privateKey })])).toEqual([
    "Secret ray/ca: data['ca.key']: its key is RSA with 1024 bits",
  ]);
});

test.each([[undefined], [{ size: 3072 }], [{ algorithm: 'ECDSA' }], [{ algorithm: 'ECDSA', size: 384 }]])(
  'compliant: a leaf with %p',
  (key) => {
    expect(leafKey(key)).toEqual([]);
  },
);

test.each([
  [{ size: 1024 }, 'RSA 1024'],
  [{ algorithm: 'ECDSA', size: 521 }, 'ECDSA 521'],
  [{ algorithm: 'Ed25519' }, 'Ed25519 256'],
])('non-compliant: a leaf with %p', (key, named) => {
  expect(leafKey(key)).toEqual([`Certificate ray/ray-tls: spec.privateKey: Ray's pods would get a key of ${named}`]);
});

test('compliant: a Certificate that no Ray pod uses', () => {
  expect(complaints(rule, [cluster, certificate('webhook', { privateKey: { algorithm: 'Ed25519' } })])).toEqual([]);
});

test('non-compliant: a leaf with a kind of key that is refused in any size', () => {
  expect(leafKey({ algorithm: 'Ed25519', size: 4096 })).toHaveLength(1);
  expect(leafKey({ algorithm: 'ECDSA', size: 2048 })).toHaveLength(1);
});

test('compliant: a block that cannot be read is no weak key', () => {
  const block = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
  for (const label of ['PRIVATE KEY', 'CERTIFICATE', 'PUBLIC KEY']) {
    expect(complaints(rule, [secret('ca', { file: block(label) })])).toEqual([]);
  }
});
