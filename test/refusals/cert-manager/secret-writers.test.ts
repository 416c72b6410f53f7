import { type PlacedObject, requireOneWriterPerSecret } from '../../../lib/refusals/cert-manager/secret-writers';

function certificate(constructPath: string, secretName: string, namespace?: string, apiVersion = 'cert-manager.io/v1'): PlacedObject {
  return {
    constructPath,
    manifest: { apiVersion, kind: 'Certificate', metadata: { name: constructPath, namespace }, spec: { secretName } },
  };
}

function secret(constructPath: string, name: string, namespace?: string, apiVersion = 'v1'): PlacedObject {
  return { constructPath, manifest: { apiVersion, kind: 'Secret', metadata: { name, namespace } } };
}

const check =
  (...objects: PlacedObject[]) =>
  () =>
    requireOneWriterPerSecret(objects);

test('Secrets of their own are accepted', () => {
  expect(check(certificate('a', 'one'), certificate('b', 'two'), secret('c', 'three'))).not.toThrow();
  expect(check()).not.toThrow();
});

test('a name may recur in another namespace', () => {
  expect(check(certificate('a', 'tls', 'x'), certificate('b', 'tls', 'y'), secret('c', 'tls'))).not.toThrow();
});

test('Certificates and Secrets of another API group write no Secret', () => {
  const ofAnotherGroup = certificate('b', 'tls', undefined, 'acm.services.k8s.aws/v1alpha1');
  expect(check(certificate('a', 'tls'), ofAnotherGroup, secret('c', 'tls', undefined, 'example.com/v1'))).not.toThrow();
});

test('two Certificates that write one Secret are refused, naming both', () => {
  expect(check(certificate('a', 'tls', 'x'), certificate('b', 'tls', 'x'))).toThrow(
    /^\[b\] secretName is 'tls': the Certificate of a writes that Secret too/,
  );
});

test.each([
  ['before', [secret('s', 'tls'), certificate('c', 'tls')]],
  ['after', [certificate('c', 'tls'), secret('s', 'tls')]],
])('a Secret %s the Certificate that writes it is refused, naming both', (_, objects) => {
  expect(check(...objects)).toThrow(/^\[c\] secretName is 'tls': the Secret of s writes that Secret too/);
});

test('only Certificates and Secrets write Secrets, whatever else is of their groups, or has no name', () => {
  const request = { constructPath: 'r', manifest: { ...certificate('r', 'tls').manifest, kind: 'CertificateRequest' } };
  const service = { constructPath: 's', manifest: { ...secret('s', 'tls').manifest, kind: 'Service' } };
  expect(check(certificate('a', 'tls'), request, service)).not.toThrow();
  const nameless = (kind: string, apiVersion: string) => ({ constructPath: kind, manifest: { kind, apiVersion } });
  expect(check(nameless('Secret', 'v1'), certificate('a', 'tls'))).not.toThrow();
  expect(check(nameless('Certificate', 'cert-manager.io/v1'), secret('s', 'tls'))).not.toThrow();
});
