import { createPublicKey, X509Certificate } from 'node:crypto';
import { requireNotPublishedSample } from '../../../lib/refusals/ca/published-sample';
import { makeCa } from '../../support/openssl';
import { PUBLISHED_SAMPLE_PUBLIC_KEY, reissuedSampleCa } from '../../support/published-sample-ca';

const check = (key: Parameters<typeof requireNotPublishedSample>[2]) => requireNotPublishedSample('ray/ca', 'certificate', key);

test('the key that KubeRay publishes is refused', () => {
  expect(() => check(createPublicKey(PUBLISHED_SAMPLE_PUBLIC_KEY))).toThrow("it is the CA of KubeRay's public sample");
});

test('it is refused in any certificate', () => {
  expect(() => check(new X509Certificate(reissuedSampleCa()).publicKey)).toThrow("it is the CA of KubeRay's public sample");
});

test('another key is accepted', () => {
  expect(() => check(createPublicKey(makeCa().certificate))).not.toThrow();
});
