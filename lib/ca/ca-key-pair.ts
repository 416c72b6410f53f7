import { checkArguments } from '../refusals/api/arguments';
import { CaAtSynth, type CaAtSynthOptions } from './ca-at-synth';
import { CaFromFiles } from './ca-from-files';
import { CaFromPem } from './ca-from-pem';
import { CaInCluster, type CaInClusterOptions } from './ca-in-cluster';
import type { CaKeySource, CaSecretOrder } from './ca-key-source';

/**
 * Where the key pair of a `RayTlsCa` comes from: its private key and its certificate.
 *
 * A choice only: each `RayTlsCa` that it is passed to gets a Secret, and with `inCluster` and `atSynth` a key, of its own.
 */
export class CaKeyPair {
  /**
   * A Job makes the key pair once, inside the cluster, and leaves an existing one alone: ECDSA P-256.
   *
   * The private key is never in the manifest, and the manifest is the same at every synth. The Job runs an image with
   * `python3` and `openssl`, as Ray's has. Its ServiceAccount may create Secrets, which Kubernetes cannot limit by name, and read
   * the CA's alone.
   *
   * An expired CA, and a Secret of that name that the Job did not make, are left untouched: the Job fails with a line that says what to
   * do. To replace a CA, delete its Secret and the Job, apply the manifest again, and restart the Ray pods.
   *
   * @throws Error, when passed to a `RayTlsCa`: a chart without a namespace, an empty image, an invalid name
   */
  public static inCluster(options: CaInClusterOptions = {}): CaKeyPair {
    return new CaKeyPair(new CaInCluster(options));
  }

  /**
   * The key pair is made anew at every synth, by node-forge: RSA, signed with SHA-256.
   *
   * An explicit choice for tests and throw-away clusters. The private key stands in the manifest, base64-encoded, and every synth replaces
   * the CA unless `privateKey`, `notBefore` and `serialNumber` are all given; with them the output is byte-identical.
   *
   * @throws Error, when passed to a `RayTlsCa`: a weak, encrypted or published key, a subject, date or serial number that X.509 has no room for
   */
  public static atSynth(options: CaAtSynthOptions = {}): CaKeyPair {
    return new CaKeyPair(new CaAtSynth(options));
  }

  /**
   * A key pair that the caller has, as PEM text. The private key stands in the manifest, base64-encoded.
   *
   * RSA with at least 2048 bits, or ECDSA on P-256 or P-384: what Ray's TLS library (BoringSSL) accepts.
   *
   * @param certificate the CA's certificate, self-signed or an intermediate; further certificates that pods shall trust may follow it
   * @param privateKey its private key, not encrypted: PKCS#8, PKCS#1 or SEC 1
   * @throws Error, when passed to a `RayTlsCa`: what does not parse, is no CA, does not belong together, is out of date or too weak,
   * or is the CA that KubeRay's public sample publishes with its key
   */
  public static fromPem(certificate: string, privateKey: string): CaKeyPair {
    return new CaKeyPair(new CaFromPem('CaKeyPair.fromPem', certificate, privateKey));
  }

  /**
   * A key pair that the caller has in two PEM files, read when the `RayTlsCa` is constructed. The private key stands in the manifest,
   * base64-encoded.
   *
   * @param certificatePath the file of the CA's certificate, relative to the working directory
   * @param privateKeyPath the file of its private key, relative to the working directory
   * @throws Error, when passed to a `RayTlsCa`: a file that cannot be read, and all that `fromPem` refuses
   */
  public static fromFiles(certificatePath: string, privateKeyPath: string): CaKeyPair {
    return new CaKeyPair(new CaFromFiles(certificatePath, privateKeyPath));
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isCaKeyPair: boolean = true;

  private constructor(private readonly source: CaKeySource) {}

  /** @internal */
  public _provide(order: CaSecretOrder): void {
    this.source.provide(order);
  }
}

checkArguments('CaKeyPair', CaKeyPair);
