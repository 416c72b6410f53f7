import { ApiObject } from 'cdk8s';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import type { ICertManagerIssuer } from '../../../lib/ca/cert-manager/issuer-interface';
import { onlyObject, rayChart } from './fixture';

const NAMES = { secretName: 'proxy-tls', dnsNames: ['ray.example.com'] };

function ref(issuer: ICertManagerIssuer) {
  return { kind: issuer.issuerKind, group: issuer.issuerGroup, namespace: issuer.issuerNamespace };
}

test.each([
  ['fromIssuerName', 'Issuer', 'cert-manager.io', 'ray'],
  ['fromClusterIssuerName', 'ClusterIssuer', 'cert-manager.io', undefined],
] as const)('%s refers to a %s of %s', (factory, kind, group, namespace) => {
  const chart = rayChart();
  const issuer = CertManagerIssuer[factory](chart, 'issuer', 'corp-ca');
  expect(ref(issuer)).toEqual({ kind, group, namespace });
  issuer.addCertificate('proxy', NAMES);
  expect(onlyObject(chart, 'Certificate').spec.issuerRef).toEqual({ name: 'corp-ca', kind, group });
});

test('an issuer made elsewhere adds nothing to the manifest', () => {
  const chart = rayChart();
  CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
  expect(chart.toJson()).toEqual([]);
});

describe('fromIssuerRef', () => {
  test.each([
    ['Issuer', 'cert-manager.io', 'ray'],
    ['ClusterIssuer', 'cert-manager.io', undefined],
    ['AWSPCAIssuer', 'awspca.cert-manager.io', 'ray'],
    ['AWSPCAClusterIssuer', 'awspca.cert-manager.io', undefined],
    ['GoogleCASIssuer', 'cas-issuer.jetstack.io', 'ray'],
    ['GoogleCASClusterIssuer', 'cas-issuer.jetstack.io', undefined],
    ['StepIssuer', 'certmanager.step.sm', 'ray'],
    ['StepClusterIssuer', 'certmanager.step.sm', undefined],
  ])('knows the group of the kind %s: %s', (kind, group, namespace) => {
    const chart = rayChart();
    const issuer = CertManagerIssuer.fromIssuerRef(chart, 'issuer', { name: 'corp-ca', kind });
    expect(ref(issuer)).toEqual({ kind, group, namespace });
    issuer.addCertificate('proxy', NAMES);
    expect(onlyObject(chart, 'Certificate').spec.issuerRef).toEqual({ name: 'corp-ca', kind, group });
  });

  test("is cert-manager's Issuer by default, of the chart's namespace", () => {
    const issuer = CertManagerIssuer.fromIssuerRef(rayChart(), 'issuer', { name: 'corp-ca' });
    expect(ref(issuer)).toEqual({ kind: 'Issuer', group: 'cert-manager.io', namespace: 'ray' });
  });

  test('knows no namespace for a kind of that name in another group', () => {
    const of = (kind: string, group?: string) =>
      ref(CertManagerIssuer.fromIssuerRef(rayChart(), 'issuer', { name: 'ca', kind, group })).namespace;
    expect(of('Issuer')).toBe('ray');
    expect(of('ClusterIssuer')).toBeUndefined();
    expect(of('Issuer', 'ejbca-issuer.keyfactor.com')).toBeUndefined();
  });

  test('takes any kind of any group, and cannot know whether it has a namespace', () => {
    const issuer = CertManagerIssuer.fromIssuerRef(rayChart(), 'issuer', {
      name: 'corp-ca',
      kind: 'ClusterADCSIssuer',
      group: 'adcs.certmanager.csf.nokia.com',
    });
    expect(ref(issuer)).toEqual({ kind: 'ClusterADCSIssuer', group: 'adcs.certmanager.csf.nokia.com', namespace: undefined });
  });

  test.each([
    ['what is no issuer', { name: 'ca', kind: 'Certificate' }, /the kind of the issuer is 'Certificate': .*Issuer and ClusterIssuer/],
    [
      'a foreign kind without its group',
      { name: 'ca', kind: 'ClusterADCSIssuer' },
      /the kind of the issuer is 'ClusterADCSIssuer'.*and with it the group/,
    ],
    ['an empty group', { name: 'ca', kind: 'StepIssuer', group: '' }, /the group of the issuer is '': it is no API group/],
    ['a group with a version', { name: 'ca', kind: 'StepIssuer', group: 'certmanager.step.sm/v1beta1' }, /without version/],
    ['ACME', { name: 'ca', kind: 'Order', group: 'acme.cert-manager.io' }, /ACME, which issues for public host names alone/],
    ['a kind that is none', { name: 'ca', kind: 'step issuer', group: 'certmanager.step.sm' }, /it is no kind of a Kubernetes object/],
    ['an empty name', { name: '' }, /the name of the issuer is ''/],
  ])('refuses %s', (_, issuerRef, message) => {
    expect(() => CertManagerIssuer.fromIssuerRef(rayChart(), 'issuer', issuerRef)).toThrow(message);
    expect(() => CertManagerIssuer.fromIssuerRef(rayChart(), 'issuer', issuerRef)).toThrow(/^\[test\/issuer\] .+\. Fix: .+\.$/);
  });
});

describe('an issuer that the same app makes', () => {
  function synthWith(spec: object, issuer: { apiVersion?: string; kind?: string; name?: string; namespace?: string } = {}) {
    const chart = rayChart();
    const { apiVersion = 'cert-manager.io/v1', kind = 'Issuer', name = 'corp-ca', namespace } = issuer;
    new ApiObject(chart, 'plain', { apiVersion, kind, metadata: { name, namespace }, spec });
    CertManagerIssuer.fromIssuerName(chart, 'issuer', 'corp-ca');
    return () => chart.toJson();
  }

  test('is refused at synth if it is selfSigned', () => {
    expect(synthWith({ selfSigned: {} })).toThrow(/^\[test\/issuer\] the Issuer 'corp-ca': it is selfSigned/);
  });

  test('is refused at synth if it is ACME', () => {
    expect(synthWith({ acme: { server: 'https://acme.example.com' } })).toThrow(
      /^\[test\/issuer\] the Issuer 'corp-ca': it is an ACME issuer/,
    );
  });

  test('is accepted if it signs by a CA', () => {
    expect(synthWith({ ca: { secretName: 'ca' } })).not.toThrow();
  });

  test('of cert-manager is another one than that of another group', () => {
    const chart = rayChart();
    new ApiObject(chart, 'plain', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Issuer',
      metadata: { name: 'corp-ca' },
      spec: { selfSigned: {} },
    });
    CertManagerIssuer.fromIssuerRef(chart, 'issuer', { name: 'corp-ca', kind: 'Issuer', group: 'ejbca-issuer.keyfactor.com' });
    expect(() => chart.toJson()).not.toThrow();
  });

  test.each([
    ['group', { apiVersion: 'certmanager.step.sm/v1beta1' }],
    ['group, though its version is the same', { apiVersion: 'example.com/v1' }],
    ['kind', { kind: 'ClusterIssuer' }],
    ['name', { name: 'other' }],
    ['namespace', { namespace: 'other' }],
  ])('is another one if its %s differs', (_, issuer) => {
    expect(synthWith({ selfSigned: {} }, issuer)).not.toThrow();
  });
});
