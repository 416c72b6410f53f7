import { selfSignedIssuerForPods as rule } from '../../../lib/audit/rules/self-signed-issuer-for-pods';
import { certificate, complaints, headPod, object, rayCluster, shareLeaf } from './support';

const issuer = (spec: object, kind = 'Issuer') => object(kind, 'issuer', { spec }, 'cert-manager.io/v1');
const selfSigned = issuer({ selfSigned: {} });
const using = rayCluster((spec) => shareLeaf(headPod(spec)));
const HERE = "Certificate ray/ray-tls: spec.issuerRef: Issuer ray/issuer is selfSigned, and this certificate is no CA's";

test('compliant: a CA issuer, or one that is not known', () => {
  expect(complaints(rule, [using, certificate('ray-tls', {}), issuer({ ca: { secretName: 'root' } })])).toEqual([]);
  expect(complaints(rule, [using, certificate('ray-tls', {})])).toEqual([]);
});

test('compliant: it signs a CA', () => {
  expect(complaints(rule, [certificate('ray-ca', { isCA: true }), selfSigned])).toEqual([]);
});

test('non-compliant: it signs the leaf of a pod', () => {
  expect(complaints(rule, [using, certificate('ray-tls', {}), selfSigned])).toEqual([HERE]);
  expect(complaints(rule, [using, certificate('ray-tls', {}), issuer({ acme: {} })])).toEqual([HERE.replace('selfSigned', 'acme')]);
});

test('non-compliant: a ClusterIssuer, and a certificate for Ray of which no pod is known', () => {
  const wide = { ...issuer({ selfSigned: {} }, 'ClusterIssuer'), metadata: { name: 'issuer' } };
  const byName = certificate('any', { dnsNames: ['ray-head.jobs.svc'], issuerRef: { name: 'issuer', kind: 'ClusterIssuer' } });
  expect(complaints(rule, [byName, wide])).toEqual([
    "Certificate ray/any: spec.issuerRef: ClusterIssuer issuer is selfSigned, and this certificate is no CA's",
  ]);
});

test('compliant: a certificate for something else, which Ray appears in no name of, or which another pod mounts', () => {
  expect(complaints(rule, [certificate('webhook', { dnsNames: ['array.example'] }), selfSigned])).toEqual([]);
  const pod = object('Pod', 'proxy', {
    spec: { containers: [{ name: 'a' }], volumes: [{ name: 'tls', secret: { secretName: 'ray-tls' } }] },
  });
  expect(complaints(rule, [certificate('ray-tls', {}), selfSigned, pod])).toEqual([]);
});
