import { generateKeyPairSync } from 'node:crypto';
import { Chart, Duration, Testing } from 'cdk8s';
import { CaKeyPair, KeyAlgorithm, RayTlsCa } from '../../lib';
import { makeCa, openssl } from '../support/openssl';
import { expectRefused, type Refused } from './refused';
import { errorOf, rayChart } from './synth';

const rsaKey = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const sound = rsaKey(2048);
const weak = rsaKey(1024);
const ec = makeCa().privateKey;
const encrypted = openssl('genpkey', '-algorithm', 'RSA', '-aes256', '-pass', 'pass:secret');
const SECRETS = [sound, weak, ec, encrypted];

const cases: { [title: string]: Refused } = {
  'a Secret name with capitals': {
    props: { secretName: 'CA_tls' },
    what: 'secretName',
    value: "'CA_tls'",
    because: 'a Secret name is a DNS subdomain',
    fix: 'use only such characters',
  },
  'an empty Secret name': { props: { secretName: '' }, what: 'secretName', value: "''", because: 'DNS subdomain', fix: 'use only' },
  'a Secret name that is too long': {
    props: { secretName: 'a'.repeat(254) },
    what: 'secretName',
    value: `'${'a'.repeat(119)}...`,
    because: 'it has 254 characters and a Secret name has at most 253',
    fix: 'choose a shorter one',
  },
  'an empty common name': {
    props: { commonName: ' ' },
    what: 'commonName',
    value: "' '",
    because: 'room for 1 to 64, not all of them blank',
    fix: 'write a name, or leave it out',
  },
  'a common name that is too long': {
    props: { commonName: 'é'.repeat(65) },
    what: 'commonName',
    value: `'${'é'.repeat(65)}'`,
    because: 'it has 65 characters, and X.509 (RFC 5280) has room for 1 to 64',
    fix: 'shorten it',
  },
  'a common name of two lines': {
    props: { commonName: 'a\nb' },
    what: 'commonName',
    value: "'a\nb'",
    because: 'it has control characters in it',
    fix: 'remove them',
  },
  'no duration at all': {
    props: { duration: Duration.days(0) },
    what: 'duration',
    value: "'0 seconds'",
    because: 'every leaf ends with its CA',
    fix: 'choose between 1 day and 36500 days',
  },
  'a duration of hours': {
    props: { duration: Duration.hours(23) },
    what: 'duration',
    value: "'23 hours'",
    because: 'every leaf ends with its CA',
    fix: 'choose between 1 day and 36500 days',
  },
  'a duration of millennia': {
    props: { duration: Duration.days(3650000) },
    what: 'duration',
    value: "'3650000 days'",
    because: 'one for centuries is a slip',
    fix: 'choose between 1 day and 36500 days',
  },
  'an empty image': {
    keyPair: CaKeyPair.inCluster({ image: '' }),
    what: 'CaKeyPair.inCluster: image',
    value: "''",
    because: 'it is no name of an image',
    fix: "name one such as 'rayproject/ray:",
  },
  'an image with a blank in it': {
    keyPair: CaKeyPair.inCluster({ image: 'ray :2' }),
    what: 'CaKeyPair.inCluster: image',
    value: "'ray :2'",
    because: 'it is no name of an image',
    fix: 'or leave it out',
  },
  'an invalid image pull secret': {
    keyPair: CaKeyPair.inCluster({ imagePullSecrets: ['ok', 'Not OK'] }),
    what: 'CaKeyPair.inCluster: imagePullSecrets[1]',
    value: "'Not OK'",
    because: 'a Secret name is a DNS subdomain',
    fix: 'use only such characters',
  },
  'an elliptic key': {
    keyPair: CaKeyPair.atSynth({ keyAlgorithm: KeyAlgorithm.ECDSA_P256 }),
    what: 'CaKeyPair.atSynth: keyAlgorithm',
    value: "'ecdsa-p256'",
    because: 'CaKeyPair.atSynth signs with RSA only (node-forge)',
    fix: 'choose KeyAlgorithm.RSA_2048, RSA_3072 or RSA_4096',
  },
  'a size beside a key': {
    keyPair: CaKeyPair.atSynth({ keyAlgorithm: KeyAlgorithm.RSA_4096, privateKey: sound }),
    what: 'CaKeyPair.atSynth: keyAlgorithm',
    value: "'rsa-4096'",
    because: 'a private key is given too',
    fix: 'leave one of the two out',
  },
  'a weak key': {
    keyPair: CaKeyPair.atSynth({ privateKey: weak }),
    what: 'CaKeyPair.atSynth: privateKey',
    value: "'RSA with 1024 bits'",
    because: 'less than 2048 bits can be broken',
    fix: 'make a CA with RSA of 2048 bits or more',
  },
  'an EC key for node-forge': {
    keyPair: CaKeyPair.atSynth({ privateKey: ec }),
    what: 'CaKeyPair.atSynth: privateKey',
    value: "'ec'",
    because: 'CaKeyPair.atSynth signs with RSA only (node-forge)',
    fix: 'use CaKeyPair.fromPem',
  },
  'an encrypted key for node-forge': {
    keyPair: CaKeyPair.atSynth({ privateKey: encrypted }),
    what: 'CaKeyPair.atSynth: privateKey',
    because: 'it is encrypted',
    fix: 'decrypt it with',
  },
  'a serial number that is no number': {
    keyPair: CaKeyPair.atSynth({ serialNumber: '0x12' }),
    what: 'CaKeyPair.atSynth: serialNumber',
    value: "'0x12'",
    because: 'a serial number is a positive number of at most 20 bytes, sign included (RFC 5280)',
    fix: 'write hexadecimal digits without a prefix',
  },
  'a serial number of zero': {
    keyPair: CaKeyPair.atSynth({ serialNumber: '000' }),
    what: 'CaKeyPair.atSynth: serialNumber',
    value: "'000'",
    because: 'a positive number',
    fix: 'write hexadecimal digits',
  },
  'a date that is none': {
    keyPair: CaKeyPair.atSynth({ notBefore: new Date('tomorrow') }),
    what: 'CaKeyPair.atSynth: notBefore',
    value: "'Invalid Date'",
    because: 'it is outside the dates of X.509, 1950 to 9999',
    fix: 'pass a date such as new Date(',
  },
  'a country that is no code': {
    keyPair: CaKeyPair.atSynth({ subject: { countries: ['Germany'] } }),
    what: 'CaKeyPair.atSynth: subject.countries[0]',
    value: "'Germany'",
    because: 'a country in a certificate is two capital letters (ISO 3166-1)',
    fix: "write its code, such as 'DE'",
  },
  'an organization that is too long': {
    keyPair: CaKeyPair.atSynth({ subject: { organizations: ['ok', 'o'.repeat(65)] } }),
    what: 'CaKeyPair.atSynth: subject.organizations[1]',
    value: `'${'o'.repeat(65)}'`,
    because: 'it has 65 characters',
    fix: 'shorten it',
  },
};

test.each(Object.entries(cases))('%s: refused with path, value, reason and fix, and without key material', (_, refused) => {
  expectRefused(refused, SECRETS);
});

describe('what depends on the chart', () => {
  test('a chart without a namespace is refused for the Job, with the line that names one', () => {
    expect(errorOf(() => new RayTlsCa(rayChart({}), 'ca'))).toBe(
      "[ray/ca] the chart's namespace is undefined: the Job that makes the CA is allowed to by a RoleBinding, which must name the namespace" +
        " of its ServiceAccount. Fix: name it: new Chart(app, 'ray', { namespace: 'ray' }).",
    );
  });

  test('a namespace that cannot exist is refused', () => {
    expect(errorOf(() => new RayTlsCa(rayChart({ namespace: 'Ray_1' }), 'ca'))).toContain(
      "[ray/ca] the chart's namespace is 'Ray_1': a namespace",
    );
  });

  test('a construct path that makes no valid name is refused', () => {
    const chart = new Chart(Testing.app(), 'my_ray', { namespace: 'ray' });
    expect(errorOf(() => new RayTlsCa(chart, 'ca'))).toMatch(/^\[my_ray\/ca\] secretName is 'my_ray-ca-[0-9a-f]{8}': a Secret name is/);
    expect(errorOf(() => new RayTlsCa(chart, 'other', { secretName: 'ca' }))).toMatch(/my_ray/);
  });

  test('the name of a Secret made elsewhere is checked too', () => {
    expect(errorOf(() => RayTlsCa.fromSecretName(rayChart(), 'ca', 'Not OK'))).toContain(
      "[ray/ca] secretName is 'Not OK': a Secret name is",
    );
  });
});
