import { caCertificateRotatesKey as rule } from '../../../lib/audit/rules/ca-certificate-rotates-key';
import { certificate, complaints } from './support';

const rotating = (spec: object) => complaints(rule, [certificate('root', spec)]);
const FOUND = ['Certificate ray/root: spec.privateKey.rotationPolicy: each renewal of this CA makes a new key'];

test('compliant: a CA that keeps its key, and a leaf that does not', () => {
  expect(rotating({ isCA: true, privateKey: { rotationPolicy: 'Never' } })).toEqual([]);
  expect(rotating({ privateKey: { rotationPolicy: 'Always' } })).toEqual([]);
});

test('non-compliant: Always, and the default, which is the same', () => {
  expect(rotating({ isCA: true, privateKey: { rotationPolicy: 'Always' } })).toEqual(FOUND);
  expect(rotating({ isCA: true })).toEqual(FOUND);
});
