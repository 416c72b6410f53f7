import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { requireKeyKind } from '../refusals/ca/key-kind';
import { requireNotBefore } from '../refusals/ca/not-before';
import { readPrivateKey } from '../refusals/ca/private-key';
import { requireNotPublishedSample } from '../refusals/ca/published-sample';
import { requireSerialNumber } from '../refusals/ca/serial-number';
import { invalid } from '../refusals/invalid';
import type { CaKeySource, CaSecretOrder } from './ca-key-source';
import { type CertificateSubject, distinguishedName, requireSubject } from './certificate-subject';
import { KeyAlgorithm } from './key-algorithm';
import { keyKind } from './key-kind';
import { writePemSecret } from './pem-secret';
import { selfSignedCertificate } from './self-signed-certificate';
import { CLOCK_SKEW_SECONDS, selfSignedTerms } from './self-signed-terms';

/** How a CA is that is made at synth. */
export interface CaAtSynthOptions {
  /**
   * The kind of private key: RSA, because node-forge, which signs at synth, can use no other; not together with `privateKey`.
   *
   * @default KeyAlgorithm.RSA_3072, as 2048 bits are held to be enough only until 2030 and a CA lives for ten years
   */
  readonly keyAlgorithm?: KeyAlgorithm;

  /**
   * Who the CA belongs to, beside its common name.
   *
   * @default - the common name alone
   */
  readonly subject?: CertificateSubject;

  /**
   * The private key in PEM: RSA with at least 2048 bits, not encrypted.
   *
   * @default - a new one at every synth
   */
  readonly privateKey?: string;

  /**
   * When the CA becomes valid; it ends `duration` later. Not compared with the clock, so that the output depends on the input alone.
   *
   * @default - five minutes ago, for pods whose clocks are behind
   */
  readonly notBefore?: Date;

  /**
   * The serial number in hexadecimal digits: positive, at most 20 bytes.
   *
   * @default - 158 random bits at every synth
   */
  readonly serialNumber?: string;
}

const WAY = 'CaKeyPair.atSynth';

/** Makes a key pair at synth and puts it into the Secret. */
export class CaAtSynth implements CaKeySource {
  public constructor(private readonly options: CaAtSynthOptions) {}

  public provide(order: CaSecretOrder): void {
    const path = order.ca.node.path;
    const { commonName, validitySeconds } = selfSignedTerms(order);
    const { subject = {} } = this.options;
    requireSubject(path, `${WAY}: subject`, subject);
    const notBefore = this.options.notBefore ?? new Date(Date.now() - CLOCK_SKEW_SECONDS * 1000);
    requireNotBefore(path, `${WAY}: notBefore`, notBefore, validitySeconds);
    const serialNumber = this.serialNumber(path);
    const privateKey = this.privateKey(path);
    writePemSecret(order, {
      certificate: selfSignedCertificate({
        privateKey,
        subject: distinguishedName(commonName, subject),
        notBefore,
        notAfter: new Date(notBefore.getTime() + validitySeconds * 1000),
        serialNumber,
      }),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    });
  }

  private serialNumber(path: string): string {
    if (this.options.serialNumber !== undefined) {
      return requireSerialNumber(path, `${WAY}: serialNumber`, this.options.serialNumber);
    }
    const bytes = randomBytes(20);
    // Neither negative nor shorter than it looks: DER would have both written differently.
    bytes[0] = (bytes[0] & 0x3f) | 0x40;
    return bytes.toString('hex');
  }

  private privateKey(path: string): KeyObject {
    const { privateKey: pem, keyAlgorithm = KeyAlgorithm.RSA_3072 } = this.options;
    if (pem === undefined) return newRsaKey(path, keyAlgorithm);
    const what = `${WAY}: privateKey`;
    if (this.options.keyAlgorithm !== undefined) {
      throw invalid(path, {
        what: `${WAY}: keyAlgorithm`,
        got: keyAlgorithm,
        because: 'a private key is given too, and its kind is what it is',
        fix: 'leave one of the two out',
      });
    }
    const key = readPrivateKey(path, what, pem);
    requireNotPublishedSample(path, what, createPublicKey(key));
    if (key.asymmetricKeyType !== 'rsa') {
      throw invalid(path, {
        what,
        got: key.asymmetricKeyType,
        because: 'CaKeyPair.atSynth signs with RSA only (node-forge)',
        fix: 'pass an RSA key, or make the certificate elsewhere and use CaKeyPair.fromPem',
      });
    }
    requireKeyKind(path, what, key);
    return key;
  }
}

function newRsaKey(path: string, keyAlgorithm: KeyAlgorithm): KeyObject {
  const { algorithm, size } = keyKind(keyAlgorithm);
  if (algorithm === 'RSA') return generateKeyPairSync('rsa', { modulusLength: size }).privateKey;
  throw invalid(path, {
    what: `${WAY}: keyAlgorithm`,
    got: keyAlgorithm,
    because: 'CaKeyPair.atSynth signs with RSA only (node-forge)',
    fix: 'choose KeyAlgorithm.RSA_2048, RSA_3072 or RSA_4096, or use CaKeyPair.inCluster()',
  });
}
