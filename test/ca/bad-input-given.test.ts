import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { CaKeyPair, RayTlsCa } from '../../lib';
import { makeCa, openssl, scratchFolder } from '../support/openssl';
import { reissuedSampleCa } from '../support/published-sample-ca';
import { expectRefused, type Refused } from './refused';
import { errorOf, rayChart } from './synth';

const ca = makeCa();
const at = (name: string) => join(ca.folder, name);
const encrypted = openssl('pkey', '-in', at('ca.key'), '-aes256', '-passout', 'pass:secret');
const encryptedSec1 = openssl('ec', '-in', at('ca.key'), '-aes256', '-passout', 'pass:secret');
const publicKey = openssl('pkey', '-in', at('ca.key'), '-pubout');
const broken = (pem: string) => pem.replace(/\n.{20}/, `\n${'A'.repeat(20)}`);
const curve = (name: string) => makeCa({ key: ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`] });
const weak = makeCa({ key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] });
const ed25519 = openssl('req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', at('ed.key'), '-subj', '/CN=Ed');
const folder = scratchFolder();
mkdirSync(join(folder, 'folder'));
writeFileSync(join(folder, 'empty.pem'), '');

const fromPem = (certificate: string, privateKey = ca.privateKey) => CaKeyPair.fromPem(certificate, privateKey);
const CERTIFICATE = 'CaKeyPair.fromPem: certificate';
const KEY = 'CaKeyPair.fromPem: privateKey';
const KEY_KINDS = "Ray's TLS library (BoringSSL) verifies certificates by RSA and by ECDSA on P-256 and P-384 only";
const STRONG = 'make a CA with RSA of 2048 bits or more, or with ECDSA on P-256 or P-384';
const LEFT_OUT = 'leave it out, or have the CA made with CaKeyPair.inCluster()';

const SECRETS = [ca.privateKey, weak.privateKey, encrypted, encryptedSec1];

const cases: { [title: string]: Refused } = {
  'a certificate that is empty': {
    keyPair: fromPem(''),
    what: CERTIFICATE,
    because: 'it holds no PEM certificate',
    fix: 'for the path of a file use CaKeyPair.fromFiles',
  },
  'the path of a certificate': { keyPair: fromPem('./ca.crt'), what: CERTIFICATE, because: 'it holds no PEM', fix: 'CaKeyPair.fromFiles' },
  'half a certificate': {
    keyPair: fromPem(ca.certificate.slice(0, 300)),
    what: CERTIFICATE,
    because: 'it does not parse as an X.509 certificate',
    fix: 'copy it again, whole',
  },
  'a broken certificate': {
    keyPair: fromPem(broken(ca.certificate)),
    what: CERTIFICATE,
    because: 'it does not parse as an X.509 certificate',
    fix: "'openssl x509 -noout -text' must be able to read it",
  },
  'a bundle whose second certificate is broken': {
    keyPair: fromPem(ca.certificate + broken(ca.certificate)),
    what: `${CERTIFICATE}, number 2 of 2`,
    because: 'it does not parse as an X.509 certificate',
    fix: 'copy it again, whole',
  },
  'key and certificate swapped': {
    keyPair: fromPem(ca.privateKey, ca.certificate),
    what: CERTIFICATE,
    because: 'it is a private key',
    fix: 'pass the certificate first and the private key second',
  },
  'a private key among the certificates': {
    keyPair: fromPem(ca.certificate + ca.privateKey),
    what: CERTIFICATE,
    because: 'there is a private key in it, and the certificate is handed to every pod',
    fix: 'leave only certificates in it',
  },
  'half a private key among the certificates': {
    keyPair: fromPem(ca.certificate + ca.privateKey.slice(0, 100)),
    what: CERTIFICATE,
    because: 'there is a private key in it',
    fix: 'leave only certificates in it',
  },
  'a leaf': {
    keyPair: fromPem(makeCa({ extensions: 'basicConstraints=critical,CA:FALSE', commonName: 'Leaf' }).certificate),
    what: CERTIFICATE,
    value: "'CN=Leaf'",
    because: 'it is not the certificate of a CA',
    fix: 'pass the certificate of the CA itself',
  },
  'a CA that may not sign certificates': {
    keyPair: fromPem(makeCa({ extensions: 'basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign' }).certificate),
    what: CERTIFICATE,
    value: "'CN=Test CA'",
    because: 'its keyUsage lacks keyCertSign',
    fix: 'pass the certificate of the CA itself',
  },
  'an expired CA': {
    keyPair: fromPem(makeCa({ notAfter: '20210203040506Z' }).certificate),
    what: CERTIFICATE,
    value: "'CN=Test CA'",
    because: 'it expired at 2021-02-03T04:05:06.000Z',
    fix: 'renew the CA and pass its new certificate',
  },
  'a CA that is not valid yet': {
    keyPair: fromPem(makeCa({ notBefore: '20980101000000Z' }).certificate),
    what: CERTIFICATE,
    value: "'CN=Test CA'",
    because: 'it is not valid before 2098-01-01T00:00:00.000Z',
    fix: "correct this machine's clock",
  },
  'an RSA key of 1024 bits': {
    keyPair: fromPem(weak.certificate, weak.privateKey),
    what: CERTIFICATE,
    value: "'RSA with 1024 bits'",
    because: 'less than 2048 bits can be broken',
    fix: STRONG,
  },
  'a key on P-521': {
    keyPair: fromPem(curve('P-521').certificate),
    what: CERTIFICATE,
    value: "'ec secp521r1'",
    because: KEY_KINDS,
    fix: STRONG,
  },
  'a key on secp256k1': {
    keyPair: fromPem(curve('secp256k1').certificate),
    what: CERTIFICATE,
    value: "'ec secp256k1'",
    because: KEY_KINDS,
    fix: STRONG,
  },
  'an Ed25519 key': { keyPair: fromPem(ed25519), what: CERTIFICATE, value: "'ed25519'", because: KEY_KINDS, fix: STRONG },
  'the published CA, in a certificate of its own': {
    keyPair: fromPem(reissuedSampleCa()),
    what: CERTIFICATE,
    value: "'the public key 9bda030ce522ccf285118db0934450387879a7110248b107b81e122d50873d24'",
    because: "it is the CA of KubeRay's public sample, whose private key anyone can download",
    fix: 'make a CA of your own, for instance with CaKeyPair.inCluster()',
  },
  'the published CA as one that pods trust beside the signer': {
    keyPair: fromPem(ca.certificate + reissuedSampleCa()),
    what: CERTIFICATE,
    value: "'the public key 9bda030ce522ccf285118db0934450387879a7110248b107b81e122d50873d24'",
    because: "it is the CA of KubeRay's public sample",
    fix: 'make a CA of your own',
  },
  'a key of another CA': {
    keyPair: fromPem(ca.certificate, makeCa().privateKey),
    what: KEY,
    because: "it does not belong to the certificate 'CN=Test CA'",
    fix: 'pass the key that this certificate was made with',
  },
  'an empty key': {
    keyPair: fromPem(ca.certificate, ''),
    what: KEY,
    because: 'it holds no PEM private key',
    fix: 'use CaKeyPair.fromFiles',
  },
  'half a key': {
    keyPair: fromPem(ca.certificate, ca.privateKey.slice(0, 100)),
    what: KEY,
    because: 'it does not parse as a private key',
    fix: 'copy it again, whole',
  },
  'a certificate as the key': {
    keyPair: fromPem(ca.certificate, ca.certificate),
    what: KEY,
    because: 'it is a certificate',
    fix: 'pass the certificate first and the private key second',
  },
  'a public key as the key': {
    keyPair: fromPem(ca.certificate, publicKey),
    what: KEY,
    because: 'it is a public key',
    fix: 'pass the private key that belongs to it',
  },
  'two keys': {
    keyPair: fromPem(ca.certificate, ca.privateKey + ca.privateKey),
    what: KEY,
    because: 'it holds 2 private keys, and a CA signs with one',
    fix: 'leave only the key of the CA in it',
  },
  'a broken key': {
    keyPair: fromPem(ca.certificate, broken(ca.privateKey)),
    what: KEY,
    because: 'it does not parse as a private key',
    fix: "'openssl pkey -noout' must be able to read it",
  },
  'an encrypted key': {
    keyPair: fromPem(ca.certificate, encrypted),
    what: KEY,
    because: 'it is encrypted, and no pod could ask for its passphrase',
    fix: "decrypt it with 'openssl pkey -in ca.key -out ca-plain.key'",
  },
  'an encrypted key of the old format': {
    keyPair: fromPem(ca.certificate, encryptedSec1),
    what: KEY,
    because: 'it is encrypted',
    fix: 'decrypt it with',
  },
  'a common name beside a certificate': {
    keyPair: fromPem(ca.certificate),
    props: { commonName: 'Mine' },
    what: 'commonName',
    value: "'Mine'",
    because: 'CaKeyPair.fromPem brings a certificate that says this already',
    fix: LEFT_OUT,
  },
  'a duration beside files': {
    keyPair: CaKeyPair.fromFiles(at('ca.crt'), at('ca.key')),
    props: { duration: Duration.days(7) },
    what: 'duration',
    value: "'7 days'",
    because: `CaKeyPair.fromFiles('${at('ca.crt')}', '${at('ca.key')}') brings a certificate that says this already`,
    fix: LEFT_OUT,
  },
  'a missing certificate file': {
    keyPair: CaKeyPair.fromFiles('missing/ca.crt', at('ca.key')),
    what: 'CaKeyPair.fromFiles: certificatePath',
    value: "'missing/ca.crt'",
    because: `there is no such file, looked for in ${process.cwd()}`,
    fix: 'name a PEM file that exists, by its path from where the app is synthesized, or absolute',
  },
  'a missing key file': {
    keyPair: CaKeyPair.fromFiles(at('ca.crt'), ''),
    what: 'CaKeyPair.fromFiles: privateKeyPath',
    value: "''",
    because: 'there is no such file',
    fix: 'name a PEM file that exists',
  },
  'a folder as a file': {
    keyPair: CaKeyPair.fromFiles(join(folder, 'folder'), at('ca.key')),
    what: 'CaKeyPair.fromFiles: certificatePath',
    value: `'${join(folder, 'folder')}'`,
    because: 'it is a folder',
    fix: 'name a PEM file',
  },
  'an empty file': {
    keyPair: CaKeyPair.fromFiles(join(folder, 'empty.pem'), at('ca.key')),
    what: `CaKeyPair.fromFiles('${join(folder, 'empty.pem')}', '${at('ca.key')}'): certificate`,
    because: 'it holds no PEM certificate',
    fix: "convert DER with 'openssl x509 -inform DER'",
  },
  'files swapped': {
    keyPair: CaKeyPair.fromFiles(at('ca.key'), at('ca.crt')),
    what: `CaKeyPair.fromFiles('${at('ca.key')}', '${at('ca.crt')}'): certificate`,
    because: 'it is a private key',
    fix: 'pass the certificate first and the private key second',
  },
};

test.each(Object.entries(cases))('%s: refused with path, value, reason and fix, and without key material', (_, refused) => {
  expectRefused(refused, SECRETS);
});

test('a file that this user may not read is named', () => {
  const file = join(folder, 'forbidden.pem');
  writeFileSync(file, ca.certificate);
  chmodSync(file, 0);
  const asRoot = process.getuid!() === 0;
  if (asRoot) process.seteuid!(65534);
  try {
    expect(errorOf(() => new RayTlsCa(rayChart(), 'ca', { keyPair: CaKeyPair.fromFiles(file, file) }))).toContain(
      `[ray/ca] CaKeyPair.fromFiles: certificatePath is '${file}': this user may not read it`,
    );
  } finally {
    if (asRoot) process.seteuid!(0);
  }
});
