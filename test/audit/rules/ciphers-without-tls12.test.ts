import { ciphersWithoutTls12 as rule } from '../../../lib/audit/rules/ciphers-without-tls12';
import { complaints, headContainer, rayCluster } from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].env';
const withCiphers = (entry: object) =>
  complaints(rule, [
    rayCluster((spec) => {
      headContainer(spec).env.push({ name: 'GRPC_SSL_CIPHER_SUITES', ...entry });
    }),
  ]);

test('compliant: none named, or one of TLS 1.2 among them', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
  expect(withCiphers({ value: 'TLS_AES_256_GCM_SHA384:ECDHE-ECDSA-AES256-GCM-SHA384' })).toEqual([]);
});

test('non-compliant: those of TLS 1.3 alone, or none at all', () => {
  for (const value of ['TLS_AES_256_GCM_SHA384', 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256', ':']) {
    expect(withCiphers({ value })).toEqual([`${HEAD}: GRPC_SSL_CIPHER_SUITES is '${value}'`]);
  }
});

test('compliant: a value that nobody knows before it runs', () => {
  expect(withCiphers({ valueFrom: { configMapKeyRef: { name: 'ciphers', key: 'list' } } })).toEqual([]);
});
