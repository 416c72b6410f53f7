import { ApiObject, Chart, Duration } from 'cdk8s';
import { CertManagerBackend } from '../../../lib/ca/cert-manager/backend';
import { CertManagerCertificate, type CertManagerCertificateOptions, CertManagerUsage } from '../../../lib/ca/cert-manager/certificate';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import { CertManagerRotationPolicy } from '../../../lib/ca/cert-manager/rotation-policy';
import { KeyAlgorithm } from '../../../lib/ca/key-algorithm';
import { addGuideCertificate, objectsOf, onlyObject, rayChart } from './fixture';

const NAMES = { secretName: 'proxy-tls', dnsNames: ['ray.example.com'] };

/** The spec of a certificate of an issuer that was made elsewhere. */
function specOf(options: Partial<CertManagerCertificateOptions> = {}): any {
  const chart = rayChart();
  CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca').addCertificate('proxy', { ...NAMES, ...options });
  return onlyObject(chart, 'Certificate').spec;
}

describe('by default a certificate', () => {
  test('is for a TLS server alone, since with client auth it would be a credential to run code on the Ray cluster', () => {
    expect(specOf().usages).toEqual(['digital signature', 'server auth']);
  });

  test('allows key encipherment with an RSA key only (RFC 8813)', () => {
    expect(specOf({ keyAlgorithm: KeyAlgorithm.RSA_2048 }).usages).toEqual(['digital signature', 'key encipherment', 'server auth']);
  });

  test('is valid for 90 days and leaves the time of renewal to cert-manager', () => {
    expect(specOf().duration).toBe('2160h');
    expect(specOf()).not.toHaveProperty('renewBefore');
  });

  test('has an ECDSA P-256 key, a new one at each renewal', () => {
    expect(specOf().privateKey).toEqual({ algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' });
  });

  test('is no CA and has no common name', () => {
    expect(specOf()).not.toHaveProperty('isCA');
    expect(specOf()).not.toHaveProperty('commonName');
  });
});

test('a certificate says what its options say', () => {
  const subject = {
    organizations: ['Example'],
    organizationalUnits: ['ML'],
    countries: ['CH'],
    provinces: ['Zürich'],
    localities: ['Zürich'],
    streetAddresses: ['Bahnhofstrasse 1'],
    postalCodes: ['8001'],
    serialNumber: '7',
  };
  expect(
    specOf({
      dnsNames: ['*.ray.example.com'],
      ipAddresses: ['192.0.2.1', '2001:db8::1'],
      commonName: 'ray.example.com',
      subject,
      duration: Duration.minutes(90),
      renewBefore: Duration.seconds(330),
      keyAlgorithm: KeyAlgorithm.ECDSA_P384,
      rotationPolicy: CertManagerRotationPolicy.NEVER,
      usages: [CertManagerUsage.DIGITAL_SIGNATURE, CertManagerUsage.CLIENT_AUTH],
    }),
  ).toEqual({
    secretName: 'proxy-tls',
    issuerRef: { name: 'corp-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
    dnsNames: ['*.ray.example.com'],
    ipAddresses: ['192.0.2.1', '2001:db8::1'],
    commonName: 'ray.example.com',
    subject,
    duration: '1h30m',
    renewBefore: '5m30s',
    privateKey: { algorithm: 'ECDSA', size: 384, rotationPolicy: 'Never' },
    usages: ['digital signature', 'client auth'],
  });
});

test("the django-ray guide's certificate is expressible, and issued by a CA instead of signing itself", () => {
  const chart = rayChart('django-ray');
  const issuer = new CertManagerIssuer(chart, 'issuer');
  addGuideCertificate(issuer);
  const [ca, leaf] = objectsOf(chart, 'Certificate');
  expect(leaf.metadata.namespace).toBe('django-ray');
  expect(leaf.spec).toEqual({
    secretName: 'ray-tls-certs',
    duration: '8760h',
    renewBefore: '720h',
    subject: { organizations: ['django-ray'] },
    privateKey: { algorithm: 'RSA', size: 4096, rotationPolicy: 'Always' },
    usages: ['server auth', 'client auth'],
    dnsNames: ['ray-head', 'ray-head.django-ray', 'ray-head.django-ray.svc', 'ray-head.django-ray.svc.cluster.local', 'localhost'],
    ipAddresses: ['127.0.0.1'],
    issuerRef: { name: issuer.issuerName, kind: 'Issuer', group: 'cert-manager.io' },
  });
  const signing = objectsOf(chart, 'Issuer').find(({ metadata }) => metadata.name === issuer.issuerName);
  expect(signing.spec).toEqual({ ca: { secretName: ca.spec.secretName } });
});

test("the django-ray guide's certificate as it is, of a selfSigned ClusterIssuer, is refused at synth", () => {
  const chart = rayChart('django-ray');
  new ApiObject(chart, 'selfsigned', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: 'selfsigned-issuer' },
    spec: { selfSigned: {} },
  });
  addGuideCertificate(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'selfsigned-issuer'));
  expect(() => chart.toJson()).toThrow(
    /^\[test\/issuer\] the ClusterIssuer 'selfsigned-issuer': it is selfSigned: every certificate is then its own trust anchor/,
  );
});

describe('a certificate is refused', () => {
  test.each<[string, Partial<CertManagerCertificateOptions>, RegExp]>([
    ['without any name', { dnsNames: [] }, /dnsNames and ipAddresses: both are empty/],
    ['with a common name alone, which TLS clients do not look at', { dnsNames: undefined, commonName: 'ray' }, /both are empty/],
    ['with an address for a DNS name', { dnsNames: ['10.0.0.1'] }, /dnsNames\[0\] is '10\.0\.0\.1': it is an IP address/],
    [
      'with a range for an address',
      { ipAddresses: ['10.0.0.0/8'] },
      /ipAddresses\[0\] is '10\.0\.0\.0\/8': a certificate carries addresses, not ranges/,
    ],
    ['for less than an hour', { duration: Duration.minutes(59) }, /duration is '59m': cert-manager accepts 1h and longer/],
    ['with a renewal less than 5 minutes before its end', { renewBefore: Duration.minutes(4) }, /renewBefore is '4m': .*5m/],
    [
      'with a renewal at its beginning',
      { renewBefore: Duration.days(90) },
      /renewBefore is '2160h': the certificate is valid for 2160h only/,
    ],
    ['with P-521', { keyAlgorithm: 'ecdsa-p521' as never }, /keyAlgorithm is 'ecdsa-p521': it must be a KeyAlgorithm/],
    ['with an RSA key of odd size', { keyAlgorithm: 'rsa-2000' as never }, /keyAlgorithm is 'rsa-2000': it must be a KeyAlgorithm/],
    [
      'with usages that do not let it sign',
      { usages: [CertManagerUsage.KEY_ENCIPHERMENT, CertManagerUsage.SERVER_AUTH] },
      /add 'digital signature'/,
    ],
    ['with no usages', { usages: [] }, /usages is \[\]: cert-manager takes an empty list for its own default/],
    ['with a Secret name that is none', { secretName: '' }, /secretName is ''/],
  ])('%s', (_, options, message) => {
    expect(() => specOf(options)).toThrow(message);
    expect(() => specOf(options)).toThrow(/^\[test\/issuer\/proxy\] .+: .+\. Fix: .+\.$/);
  });

  test('of a namespaced issuer in another namespace, where cert-manager would not find it', () => {
    const chart = rayChart();
    const issuer = new CertManagerIssuer(chart, 'issuer', { issuerName: 'ray' });
    const elsewhere = new Chart(chart.node.root as any, 'elsewhere', { namespace: 'web' });
    expect(() => new CertManagerCertificate(elsewhere, 'proxy', { ...NAMES, issuer })).toThrow(
      /\[elsewhere\/proxy\] the Issuer 'ray': it is in namespace 'ray' and serves that namespace alone, not 'web'/,
    );
  });

  test('that may outlive the CA certificate it came with', () => {
    const issuer = new CertManagerIssuer(rayChart(), 'issuer', { backend: CertManagerBackend.ownCa({ duration: Duration.days(90) }) });
    expect(() => issuer.addCertificate('proxy', { ...NAMES, duration: Duration.days(31) })).toThrow(
      /\[test\/issuer\/proxy\] duration is '744h': its CA is renewed 720h before it expires/,
    );
    expect(() => issuer.addCertificate('other', { ...NAMES, duration: Duration.days(30) })).not.toThrow();
  });
});

test('a certificate of a cluster-wide issuer may be in a chart of another namespace', () => {
  const chart = rayChart();
  const elsewhere = new Chart(chart.node.root as any, 'elsewhere', { namespace: 'web' });
  const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
  const certificate = new CertManagerCertificate(elsewhere, 'proxy', { ...NAMES, issuer });
  const object = onlyObject(elsewhere, 'Certificate');
  expect(object.metadata).toMatchObject({ name: certificate.certificateName, namespace: 'web' });
  expect(certificate.secretName).toBe('proxy-tls');
});

describe('one Secret', () => {
  test('of two certificates is refused at synth, naming both', () => {
    const chart = rayChart();
    const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
    issuer.addCertificate('one', NAMES);
    issuer.addCertificate('two', NAMES);
    expect(() => chart.toJson()).toThrow(
      "[test/issuer/two/Resource] secretName is 'proxy-tls': the Certificate of test/issuer/one/Resource writes that Secret too, " +
        'and the two would overwrite each other without end. Fix: give each a Secret of its own.',
    );
  });

  test('of a certificate and a plain Certificate beside it is refused at synth', () => {
    const chart = rayChart();
    CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca').addCertificate('one', NAMES);
    new ApiObject(chart, 'plain', { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', spec: { secretName: 'proxy-tls' } });
    expect(() => chart.toJson()).toThrow(/the Certificate of test\/issuer\/one\/Resource writes that Secret too/);
  });

  test('of certificates of a chart and of one inside it is refused at synth', () => {
    const chart = rayChart();
    const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
    issuer.addCertificate('one', NAMES);
    new CertManagerCertificate(new Chart(chart, 'inside', { namespace: 'ray' }), 'two', { ...NAMES, issuer });
    expect(() => chart.toJson()).toThrow(/^\[test\/inside\/two\/Resource\] secretName is 'proxy-tls'/);
  });

  test('of the same name in two namespaces, and in two charts, is two Secrets', () => {
    const chart = rayChart();
    const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
    issuer.addCertificate('one', NAMES);
    new ApiObject(chart, 'secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'proxy-tls', namespace: 'web' } });
    new CertManagerCertificate(new Chart(chart.node.root as any, 'other', { namespace: 'ray' }), 'proxy', { ...NAMES, issuer });
    expect(objectsOf(chart, 'Certificate')).toHaveLength(1);
  });
});
