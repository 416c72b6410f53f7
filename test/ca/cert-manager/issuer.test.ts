import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CaKeyPair } from '../../../lib/ca/ca-key-pair';
import { CaSecretKeys } from '../../../lib/ca/ca-secret-keys';
import { CertManagerBackend } from '../../../lib/ca/cert-manager/backend';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import { CertManagerIssuerScope } from '../../../lib/ca/cert-manager/issuer-scope';
import { KeyAlgorithm } from '../../../lib/ca/key-algorithm';
import { type IRayTlsCa, RayTlsCa } from '../../../lib/ca/ray-tls-ca';
import { makeCa } from '../../support/openssl';
import { everything, onlyObject, rayChart } from './fixture';

const GUARD = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

test('every kind of issuer renders as it did before', () => {
  expect(everything().toJson()).toMatchSnapshot();
});

test('two synths are alike', () => {
  expect(everything().toJson()).toEqual(everything().toJson());
});

describe('an own CA', () => {
  test('is what an issuer has by default: selfSigned signs the CA alone, and the CA signs everything else', () => {
    const chart = rayChart();
    const issuer = new CertManagerIssuer(chart, 'issuer');
    const [bootstrap, ca, signing] = chart.toJson();
    expect(bootstrap.spec).toEqual({ selfSigned: {} });
    expect(ca.kind).toBe('Certificate');
    expect(ca.spec.issuerRef).toEqual({ name: bootstrap.metadata.name, kind: 'Issuer', group: 'cert-manager.io' });
    expect(ca.spec.isCA).toBe(true);
    expect(signing.spec).toEqual({ ca: { secretName: ca.spec.secretName } });
    expect(signing.metadata.name).toBe(issuer.issuerName);
    expect(issuer.issuerName).not.toBe(bootstrap.metadata.name);
  });

  test('keeps its key for ever, because a new one would cut off every leaf in use', () => {
    const chart = rayChart();
    new CertManagerIssuer(chart, 'issuer');
    expect(onlyObject(chart, 'Certificate').spec.privateKey).toEqual({ algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' });
  });

  test('is valid for 10 years and renewed when a third of them is left', () => {
    const chart = rayChart();
    const issuer = new CertManagerIssuer(chart, 'issuer');
    expect(onlyObject(chart, 'Certificate').spec).toMatchObject({ duration: '87600h', renewBefore: '29200h' });
    expect(issuer.longestDuration?.toHours()).toBe(29200);
  });

  test('may sign certificates and revocation lists and do nothing else', () => {
    const chart = rayChart();
    new CertManagerIssuer(chart, 'issuer');
    expect(onlyObject(chart, 'Certificate').spec.usages).toEqual(['cert sign', 'crl sign']);
  });

  test('takes name, subject, lifetime, key and Secret from its options', () => {
    const chart = rayChart();
    const backend = CertManagerBackend.ownCa({
      commonName: 'Ray CA',
      subject: { organizations: ['Example'] },
      duration: Duration.days(365),
      renewBefore: Duration.days(100),
      keyAlgorithm: KeyAlgorithm.RSA_3072,
      secretName: 'ray-ca',
    });
    new CertManagerIssuer(chart, 'issuer', { backend });
    expect(onlyObject(chart, 'Certificate').spec).toMatchObject({
      commonName: 'Ray CA',
      subject: { organizations: ['Example'] },
      duration: '8760h',
      renewBefore: '2400h',
      privateKey: { algorithm: 'RSA', size: 3072, rotationPolicy: 'Never' },
      secretName: 'ray-ca',
    });
  });

  test.each([
    ['a common name of 65 bytes', { commonName: `${'é'.repeat(32)}x` }, /\[test\/issuer\/ca\] commonName .*it has 65 bytes/],
    [
      'a renewal before the beginning',
      { duration: Duration.days(1), renewBefore: Duration.days(2) },
      /renewBefore is '48h': .*valid for 24h only/,
    ],
    ['an RSA key of 1024 bits', { keyAlgorithm: 'rsa-1024' as never }, /keyAlgorithm is 'rsa-1024': it must be a KeyAlgorithm/],
    ['a Secret name that is none', { secretName: 'Ray_CA' }, /secretName is 'Ray_CA'/],
  ])('refuses %s', (_, options, message) => {
    expect(() => new CertManagerIssuer(rayChart(), 'issuer', { backend: CertManagerBackend.ownCa(options) })).toThrow(message);
  });
});

describe('a cluster-wide issuer', () => {
  const clusterWide = CertManagerIssuerScope.clusterWide();

  test("keeps its CA in cert-manager's namespace, where cert-manager looks for it and Ray's users have no access", () => {
    const chart = rayChart();
    new CertManagerIssuer(chart, 'issuer', { serves: clusterWide });
    expect(onlyObject(chart, 'Certificate').metadata.namespace).toBe('cert-manager');
    expect(onlyObject(chart, 'Issuer').metadata.namespace).toBe('cert-manager');
  });

  test('looks for it in another cluster resource namespace if told so', () => {
    const chart = rayChart();
    new CertManagerIssuer(chart, 'issuer', { serves: CertManagerIssuerScope.clusterWide({ resourceNamespace: 'pki' }) });
    expect(onlyObject(chart, 'Certificate').metadata.namespace).toBe('pki');
  });

  test('has no namespace itself, with and without one of its chart', () => {
    for (const chart of [rayChart(), new Chart(new App(), 'test')]) {
      new CertManagerIssuer(chart, 'issuer', { serves: clusterWide });
      expect(onlyObject(chart, 'ClusterIssuer').metadata).not.toHaveProperty('namespace');
    }
  });

  test('has another name, bootstrap and CA Secret in each namespace that the same chart goes to', () => {
    const [one, other] = ['one', 'other'].map((namespace) => {
      const chart = rayChart(namespace);
      new CertManagerIssuer(chart, 'issuer', { serves: clusterWide });
      return chart.toJson().map((object) => object.metadata.name);
    });
    expect(one).toHaveLength(5);
    expect(one.filter((name) => other.includes(name))).toEqual([]);
  });

  test('makes certificates in the namespace of its chart', () => {
    const chart = rayChart();
    new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.ca('ca'), serves: clusterWide }).addCertificate('proxy', {
      secretName: 'proxy-tls',
      dnsNames: ['ray.example.com'],
    });
    expect(onlyObject(chart, 'Certificate').metadata.namespace).toBe('ray');
    expect(onlyObject(chart, 'Certificate').spec.issuerRef.kind).toBe('ClusterIssuer');
  });

  test('refuses a cluster resource namespace that is none', () => {
    const serves = CertManagerIssuerScope.clusterWide({ resourceNamespace: 'cert.manager' });
    expect(() => new CertManagerIssuer(rayChart(), 'issuer', { serves })).toThrow(
      /\[test\/issuer\] serves: resourceNamespace is 'cert\.manager'/,
    );
  });
});

describe('the name of an issuer', () => {
  test('is as chosen, and its CA is named after it', () => {
    const chart = rayChart();
    expect(new CertManagerIssuer(chart, 'issuer', { issuerName: 'ray-issuer' }).issuerName).toBe('ray-issuer');
    expect(chart.toJson().map((object) => object.metadata.name)).toEqual([
      'ray-issuer-bootstrap',
      'ray-issuer-ca',
      'ray-issuer',
      'ray-tls-requests.issuer.ray.ray-issuer.cert-manager.io',
      'ray-tls-requests.issuer.ray.ray-issuer.cert-manager.io',
    ]);
  });

  test('is refused if it is none', () => {
    expect(() => new CertManagerIssuer(rayChart(), 'issuer', { issuerName: 'Ray Issuer' })).toThrow(
      /\[test\/issuer\] issuerName is 'Ray Issuer'/,
    );
  });
});

describe('the CA of a RayTlsCa', () => {
  const made = makeCa();
  const keyPair = () => CaKeyPair.fromPem(made.certificate, made.privateKey);

  test('has its pair stand where cert-manager looks for it', () => {
    const chart = rayChart();
    const ca = new RayTlsCa(chart, 'ca', { keyPair: keyPair() });
    new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.rayTlsCa(ca) });
    expect(onlyObject(chart, 'Issuer').spec).toEqual({ ca: { secretName: ca.secretName } });
    const { data = {}, stringData = {} } = onlyObject(chart, 'Secret');
    expect(Object.keys({ ...data, ...stringData }).sort()).toEqual(['ca.crt', 'ca.key', 'tls.crt', 'tls.key']);
  });

  test('comes before the issuer in the manifest', () => {
    const chart = rayChart();
    const earlier = new Construct(chart, 'earlier');
    const ca = new RayTlsCa(chart, 'ca', { keyPair: keyPair() });
    new CertManagerIssuer(earlier, 'issuer', { backend: CertManagerBackend.rayTlsCa(ca) });
    expect(chart.toJson().map((object) => object.kind)).toEqual(['Secret', 'Issuer', ...GUARD]);
  });

  test('may be a Secret made elsewhere with tls.crt and tls.key, and no other', () => {
    const chart = rayChart();
    const withTlsKeys = RayTlsCa.fromSecretName(chart, 'tls', 'corp-ca', { keys: CaSecretKeys.TLS });
    const withCaKeys = RayTlsCa.fromSecretName(chart, 'ca', 'corp-ca');
    new CertManagerIssuer(chart, 'one', { backend: CertManagerBackend.rayTlsCa(withTlsKeys) });
    expect(onlyObject(chart, 'Issuer').spec).toEqual({ ca: { secretName: 'corp-ca' } });
    expect(() => new CertManagerIssuer(chart, 'other', { backend: CertManagerBackend.rayTlsCa(withCaKeys) })).toThrow(
      /tls\.crt and tls\.key/,
    );
  });

  test('is refused if its Secret is not where cert-manager looks for it', () => {
    const chart = rayChart();
    const backend = CertManagerBackend.rayTlsCa(RayTlsCa.fromSecretName(chart, 'ca', 'ca', { keys: CaSecretKeys.TLS }));
    expect(() => new CertManagerIssuer(chart, 'issuer', { backend, serves: CertManagerIssuerScope.clusterWide() })).toThrow(
      /\[test\/issuer\] .*the CA test\/ca: its Secret is in namespace 'ray', and cert-manager .* in 'cert-manager'\. Fix: put the RayTlsCa into a chart of namespace 'cert-manager'/,
    );
  });

  test('may be in a chart that names no namespace, which goes wherever it is applied', () => {
    const issuerFor = (caChart: Chart, chart: Chart, serves?: CertManagerIssuerScope) => {
      const ca = RayTlsCa.fromSecretName(caChart, 'ca', 'ca', { keys: CaSecretKeys.TLS });
      return () => new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.rayTlsCa(ca), serves });
    };
    const app = new App();
    const [nowhere, ray] = [new Chart(app, 'nowhere'), new Chart(app, 'ray', { namespace: 'ray' })];
    expect(issuerFor(nowhere, ray)).not.toThrow();
    expect(issuerFor(ray, nowhere)).not.toThrow();
    expect(issuerFor(new Chart(app, 'elsewhere'), rayChart(), CertManagerIssuerScope.clusterWide())).not.toThrow();
  });

  test('may be of a class that has no pair to give, only the name of its Secret', () => {
    const chart = rayChart();
    class OtherCa extends Construct implements IRayTlsCa {
      public readonly secretName = 'other';
      public readonly certificateKey = 'tls.crt';
      public readonly privateKeyKey = 'tls.key';
    }
    new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.rayTlsCa(new OtherCa(chart, 'ca')) });
    expect(onlyObject(chart, 'Issuer').spec).toEqual({ ca: { secretName: 'other' } });
  });
});

describe('where an issuer is', () => {
  test("a ClusterIssuer has no namespace, an Issuer has its chart's", () => {
    const metadataOf = (namespace: string | undefined, serves?: CertManagerIssuerScope) => {
      const chart = new Chart(new App(), 'test', { namespace });
      const issuer = new CertManagerIssuer(chart, 'issuer', { serves, backend: CertManagerBackend.ca('ca') });
      const [object] = chart.toJson();
      return { kind: object.kind, apiVersion: object.apiVersion, namespace: object.metadata.namespace, known: issuer.issuerNamespace };
    };
    const apiVersion = 'cert-manager.io/v1';
    const clusterWide = CertManagerIssuerScope.clusterWide();
    expect(metadataOf('ray')).toEqual({ kind: 'Issuer', apiVersion, namespace: 'ray', known: 'ray' });
    expect(metadataOf('ray', clusterWide)).toEqual({ kind: 'ClusterIssuer', apiVersion, namespace: undefined, known: undefined });
    expect(metadataOf(undefined)).toEqual({ kind: 'Issuer', apiVersion, namespace: undefined, known: undefined });
    expect(metadataOf(undefined, clusterWide)).toEqual({ kind: 'ClusterIssuer', apiVersion, namespace: undefined, known: undefined });
  });

  test('a cluster-wide name is made of the namespace, where one is known', () => {
    const nameIn = (namespace?: string) =>
      new CertManagerIssuer(new Chart(new App(), 'test', { namespace }), 'issuer', { serves: CertManagerIssuerScope.clusterWide() })
        .issuerName;
    expect(nameIn('ray')).toMatch(/^test-issuer-ray-/);
    expect(nameIn()).toMatch(/^test-issuer-(?!stryker)[0-9a-z]+$/i);
  });

  test('the refusals name what a name is for', () => {
    const issuer =
      (issuerName?: string, resourceNamespace = 'cert-manager') =>
      () =>
        new CertManagerIssuer(rayChart(), 'issuer', { issuerName, serves: CertManagerIssuerScope.clusterWide({ resourceNamespace }) });
    expect(issuer('A')).toThrow("[test/issuer] issuerName is 'A': a name of an issuer is a DNS subdomain");
    expect(issuer('a', 'a.b')).toThrow("[test/issuer] serves: resourceNamespace is 'a.b': a namespace is a DNS label");
  });
});

test('an issuer says whether status.ca of its requests is certain to hold the CA that signed', () => {
  const chart = rayChart();
  const returnsCa = (id: string, backend?: CertManagerBackend) => new CertManagerIssuer(chart, id, { backend }).returnsCa;
  expect(returnsCa('own')).toBe(true);
  expect(returnsCa('ca', CertManagerBackend.ca('ca'))).toBe(true);
  expect(CertManagerIssuer.fromClusterIssuerName(chart, 'existing', 'corp-ca').returnsCa).toBeUndefined();
});

test('a certificate into the Secret of a CA made in the cluster is refused at synth, though no Secret is in the manifest', () => {
  const chart = rayChart();
  new RayTlsCa(chart, 'ca', { secretName: 'ray-ca' });
  const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
  issuer.addCertificate('proxy', { secretName: 'ray-ca', dnsNames: ['ray.example.com'] });
  expect(() => chart.toJson()).toThrow(
    /\[test\/issuer\/proxy\/Resource\] secretName is 'ray-ca': the Secret of test\/ca writes that Secret too/,
  );
});

test('an own CA into a Secret that something else writes is refused at synth', () => {
  const chart = rayChart();
  new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.ownCa({ secretName: 'ray-ca' }) });
  new ApiObject(chart, 'secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ray-ca' } });
  expect(() => chart.toJson()).toThrow(/\[test\/issuer\/ca\] secretName is 'ray-ca': the Secret of test\/secret writes/);
});
