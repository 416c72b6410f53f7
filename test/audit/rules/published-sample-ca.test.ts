import { publishedSampleCa as rule } from '../../../lib/audit/rules/published-sample-ca';
import { makeCa } from '../../support/openssl';
import { reissuedSampleCa } from '../../support/published-sample-ca';
import { complaints, object, secret } from './support';

test('compliant: a CA of your own', () => {
  const { certificate, privateKey } = makeCa();
  expect(complaints(rule, [secret('ray-ca', { 'ca.crt': certificate, 'ca.key': privateKey })])).toEqual([]);
});

test('non-compliant: the key of the public sample, whatever certificate it is in', () => {
  const message = "it holds the certificate of the CA that KubeRay's public sample uses";
  expect(complaints(rule, [secret('ca-tls', { 'ca.crt': reissuedSampleCa() })])).toEqual([`Secret ray/ca-tls: data['ca.crt']: ${message}`]);
});

test('non-compliant: in stringData, and in a ConfigMap that distributes trust, behind another certificate', () => {
  const bundle = makeCa().certificate + reissuedSampleCa();
  const found = complaints(rule, [
    object('Secret', 'ca', { stringData: { 'ca.crt': bundle } }),
    object('ConfigMap', 'trust', { data: { bundle } }),
  ]);
  expect(found.map((line) => line.split(': ').slice(0, 2))).toEqual([
    ['Secret ray/ca', "stringData['ca.crt']"],
    ['ConfigMap ray/trust', "data['bundle']"],
  ]);
});

test('compliant: text that only looks like PEM', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n';
  expect(complaints(rule, [secret('ca', { 'ca.crt': pem, 'ca.key': '-----BEGIN PRIVATE KEY-----' })])).toEqual([]);
});
