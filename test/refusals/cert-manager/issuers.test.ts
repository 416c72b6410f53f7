import { requireIssuerInReach } from '../../../lib/refusals/cert-manager/issuer-reach';
import { requireIssuerRef } from '../../../lib/refusals/cert-manager/issuer-ref';
import { requireSigningIssuer } from '../../../lib/refusals/cert-manager/signing-issuer';

test.each([
  [{ name: 'ca' }],
  [{ name: 'ca', kind: 'ClusterIssuer' }],
  [{ name: 'ca', group: 'cert-manager.io' }],
  [{ name: 'ca', kind: 'Issuer', group: 'ejbca-issuer.keyfactor.com' }],
  [{ name: 'ca', kind: 'GoogleCASIssuer', group: 'cas-issuer.jetstack.io' }],
])('%p refers to an issuer', (issuerRef) => {
  expect(() => requireIssuerRef('test', issuerRef)).not.toThrow();
});

test.each([
  [{ name: 'CA' }],
  [{ name: 'ca', kind: 'issuer' }],
  [{ name: 'ca', kind: 'CertificateRequest', group: 'cert-manager.io' }],
  [{ name: 'ca', kind: '', group: 'certmanager.step.sm' }],
  [{ name: 'ca', group: 'cert-manager' }],
  [{ name: 'ca', group: 'cert-manager.io/v1' }],
  [{ name: 'ca', group: 'acme.cert-manager.io', kind: 'Challenge' }],
])('%p refers to no issuer', (issuerRef) => {
  expect(() => requireIssuerRef('test', issuerRef)).toThrow(/^\[test\] the (name|kind|group) of the issuer is .+ Fix: /);
});

test('an issuer is out of reach only if both namespaces are known and differ', () => {
  const reach = (issuerNamespace?: string, namespace?: string) => () =>
    requireIssuerInReach('test', { issuerKind: 'Issuer', issuerName: 'ca', issuerNamespace }, namespace);
  expect(reach('ray', 'ray')).not.toThrow();
  expect(reach(undefined, 'ray')).not.toThrow();
  expect(reach('ray', undefined)).not.toThrow();
  expect(reach('ray', 'web')).toThrow(/^\[test\] the Issuer 'ca': it is in namespace 'ray'/);
});

test.each([
  ['selfSigned', /it is selfSigned/],
  ['acme', /it is an ACME issuer/],
])('a %s issuer is unfit for pods', (type, message) => {
  expect(() => requireSigningIssuer('test', { kind: 'Issuer', metadata: { name: 'x' }, spec: { [type]: {} } })).toThrow(message);
});

test.each(['ca', 'vault', 'venafi'])('a %s issuer is fit for pods', (type) => {
  expect(() => requireSigningIssuer('test', { kind: 'Issuer', metadata: { name: 'x' }, spec: { [type]: {} } })).not.toThrow();
});

test('the refusals say what to use instead', () => {
  const unfit = (type: string) => () => requireSigningIssuer('test', { kind: 'Issuer', metadata: { name: 'x' }, spec: { [type]: {} } });
  expect(unfit('selfSigned')).toThrow(
    /^\[test\] the Issuer 'x': .+ Fix: let it sign one CA Certificate alone: new CertManagerIssuer\(\) does that, and issues from the CA\.$/,
  );
  expect(unfit('acme')).toThrow(/ Fix: use an issuer with a CA, Vault or another private PKI behind it\.$/);
  const place = { issuerKind: 'Issuer', issuerName: 'ca', issuerNamespace: 'ray' };
  expect(() => requireIssuerInReach('test', place, 'web')).toThrow(
    "it is in namespace 'ray' and serves that namespace alone, not 'web'. Fix: use a cluster-wide issuer, or one in namespace 'web'.",
  );
  expect(() => requireIssuerRef('test', { name: 'CA' })).toThrow('a name of an issuer is a DNS subdomain');
});

test.each([[{}], [{ metadata: {} }]])('an issuer that says nothing is fit: %j', (rest) => {
  expect(() => requireSigningIssuer('test', { kind: 'Issuer', ...rest })).not.toThrow();
});
