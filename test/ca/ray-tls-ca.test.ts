import { Chart, Duration, Testing } from 'cdk8s';
import { CaKeyPair, CaSecretKeys, RayTlsCa } from '../../lib';
import { makeCa } from '../support/openssl';
import { errorOf, only, rayChart, secretText, synthCa } from './synth';

const pem = makeCa();
const fromPem = CaKeyPair.fromPem(pem.certificate, pem.privateKey);

describe('the former name of duration', () => {
  const month = Duration.days(30);

  test('means the same', () => {
    const job = (props: { duration?: Duration; validity?: Duration }) => only(synthCa(CaKeyPair.inCluster(), props), 'Job').spec;
    expect(job({ validity: month })).toEqual(job({ duration: month }));
    expect(job({ validity: month })).not.toEqual(job({}));
  });

  test('is refused beside it', () => {
    const both = { duration: month, validity: Duration.days(31) };
    expect(errorOf(() => new RayTlsCa(rayChart(), 'ca', both))).toMatch(
      /^\[ray\/ca\] validity is '31 days': .* Fix: leave validity out\.$/,
    );
  });
});

describe('the Secret', () => {
  test('is named by the construct’s path, the same at every synth', () => {
    const [first, second] = [0, 1].map(() => new RayTlsCa(rayChart(), 'ca').secretName);
    expect(first).toMatch(/^ray-ca-[a-z0-9]{8}$/);
    expect(second).toBe(first);
  });

  test('has a name of its own for every CA of a chart', () => {
    const chart = rayChart();
    expect(new RayTlsCa(chart, 'a').secretName).not.toBe(new RayTlsCa(chart, 'b').secretName);
  });

  test('has the name that was chosen', () => {
    const objects = synthCa(fromPem, { secretName: 'ca-tls' });
    expect(only(objects, 'Secret').metadata).toEqual({ name: 'ca-tls', namespace: 'ray' });
  });

  test('is Opaque and has ca.crt and ca.key alone', () => {
    const secret = only(synthCa(fromPem), 'Secret');
    expect(secret.type).toBe('Opaque');
    expect(Object.keys(secret.data).sort()).toEqual(['ca.crt', 'ca.key']);
    expect(secret.stringData).toBeUndefined();
  });

  test('is told to those who use it, with its namespace', () => {
    const { secretName, certificateKey, privateKeyKey, namespace } = new RayTlsCa(rayChart(), 'ca', { secretName: 'ca-tls' });
    expect({ secretName, certificateKey, privateKeyKey, namespace }).toEqual({
      secretName: 'ca-tls',
      certificateKey: 'ca.crt',
      privateKeyKey: 'ca.key',
      namespace: 'ray',
    });
  });

  test('is where the chart is applied, when that has no namespace', () => {
    const chart = rayChart({});
    expect(new RayTlsCa(chart, 'ca', { keyPair: fromPem }).namespace).toBeUndefined();
    expect(only(Testing.synth(chart), 'Secret').metadata.namespace).toBeUndefined();
  });
});

describe('a CA issuer of cert-manager', () => {
  test('finds the same pair under tls.crt and tls.key, also when it is made after the CA', () => {
    const chart = rayChart();
    const ca = new RayTlsCa(chart, 'ca', { keyPair: fromPem });
    expect(Object.keys(only(Testing.synth(chart), 'Secret').data)).toHaveLength(2);
    ca._alsoAsTlsSecret();
    const objects = Testing.synth(chart);
    expect(secretText(objects, 'tls.crt')).toBe(secretText(objects, 'ca.crt'));
    expect(secretText(objects, 'tls.key')).toBe(secretText(objects, 'ca.key'));
    expect(Object.keys(only(objects, 'Secret').data)).toHaveLength(4);
  });

  test('leaves the Job that makes a CA as it is, as that writes both from the start', () => {
    const chart = rayChart();
    const ca = new RayTlsCa(chart, 'ca');
    const before = Testing.synth(chart);
    ca._alsoAsTlsSecret();
    expect(Testing.synth(chart)).toEqual(before);
  });

  const asTlsSecret = (ca: unknown) => (ca as { _alsoAsTlsSecret(): void })._alsoAsTlsSecret();

  test('can use a Secret made elsewhere with the keys of TLS', () => {
    expect(() => asTlsSecret(RayTlsCa.fromSecretName(rayChart(), 'ca', 'ca-tls', { keys: CaSecretKeys.TLS }))).not.toThrow();
  });

  test('cannot use a Secret made elsewhere with other keys', () => {
    expect(errorOf(() => asTlsSecret(RayTlsCa.fromSecretName(rayChart(), 'ca', 'ca-tls')))).toBe(
      "[ray/ca] keys is 'ca.crt, ca.key': cert-manager reads a CA from tls.crt and tls.key, and this Secret is made elsewhere." +
        ' Fix: have the pair stand under these keys, and pass { keys: CaSecretKeys.TLS }.',
    );
  });
});

describe('a CA made elsewhere', () => {
  test('adds nothing to the manifest', () => {
    const chart = rayChart();
    RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls');
    expect(Testing.synth(chart)).toEqual([]);
  });

  test.each([
    ['by default', undefined, 'ca.crt', 'ca.key'],
    ['as KubeRay’s guide has it', CaSecretKeys.CA, 'ca.crt', 'ca.key'],
    ['as cert-manager has it', CaSecretKeys.TLS, 'tls.crt', 'tls.key'],
  ])('has the keys that it was made with: %s', (_, keys, certificateKey, privateKeyKey) => {
    const ca = RayTlsCa.fromSecretName(rayChart(), 'ca', 'ca-tls', { keys });
    expect(ca).toMatchObject({ secretName: 'ca-tls', certificateKey, privateKeyKey, namespace: 'ray' });
  });

  test('needs no namespace', () => {
    expect(RayTlsCa.fromSecretName(rayChart({}), 'ca', 'ca-tls').namespace).toBeUndefined();
  });

  test('may be referred to many times', () => {
    const chart = rayChart();
    RayTlsCa.fromSecretName(chart, 'one', 'ca-tls');
    expect(() => RayTlsCa.fromSecretName(chart, 'two', 'ca-tls')).not.toThrow();
  });
});

describe('two CAs', () => {
  test('of one chart cannot write the same Secret, and both are named', () => {
    const chart = rayChart();
    new RayTlsCa(chart, 'first', { secretName: 'ca-tls' });
    expect(errorOf(() => new RayTlsCa(chart, 'second', { secretName: 'ca-tls', keyPair: fromPem }))).toBe(
      "[ray/second] secretName is 'ca-tls': ray/first writes that Secret already, and one Secret holds one CA." +
        ' Fix: choose another secretName, or pass the first CA on.',
    );
  });

  test('of two charts can, as these may go to different clusters', () => {
    const app = Testing.app();
    for (const id of ['staging', 'production']) {
      new RayTlsCa(new Chart(app, id, { namespace: 'ray' }), 'ca', { secretName: 'ca-tls' });
    }
  });
});
