import type { IConstruct } from 'constructs';
import type { IRayTlsCa } from '../ca/ray-tls-ca';
import { objectName } from '../kubernetes/named-object';
import type { PlainObject } from '../kubernetes/plain-json';
import { checkArguments } from '../refusals/api/arguments';
import { invalid } from '../refusals/invalid';
import { requireDns1123Subdomain } from '../refusals/names/kubernetes-names';

/** A key of a ConfigMap or a Secret, as the API server accepts it. */
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** The CA certificates, in PEM form, by which Ray's pods verify each other: where they lie in the pods' namespace. */
export class TrustBundle {
  /** A ConfigMap that was made elsewhere. */
  public static fromConfigMap(configMapName: string | IConstruct, key = 'ca.crt'): TrustBundle {
    const name = objectName('TrustBundle.fromConfigMap', 'configMapName', 'ConfigMap', configMapName);
    return new TrustBundle('ConfigMap', name, key);
  }

  /** A Secret that was made elsewhere; of it, the pods see this key alone. */
  public static fromSecret(secretName: string | IConstruct, key = 'ca.crt'): TrustBundle {
    return new TrustBundle('Secret', objectName('TrustBundle.fromSecret', 'secretName', 'Secret', secretName), key);
  }

  /**
   * The ConfigMap that trust-manager writes into every namespace for a `Bundle`, and updates with it.
   *
   * @param bundleName the name of the Bundle, which its ConfigMaps have too
   * @param key what the Bundle has as `spec.target.configMap.key`
   */
  public static fromTrustManager(bundleName: string, key: string): TrustBundle {
    return new TrustBundle('ConfigMap', bundleName, key);
  }

  /** The certificate of a CA, out of its Secret; the pods do not see its key. */
  public static fromCa(ca: IRayTlsCa): TrustBundle {
    return new TrustBundle('Secret', ca.secretName, ca.certificateKey);
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isTrustBundle: boolean = true;

  private constructor(
    private readonly kind: 'ConfigMap' | 'Secret',
    private readonly objectName: string,
    private readonly key: string,
  ) {}

  /**
   * Where the bundle comes from, as a source of a projected volume, in which it is the file `path`.
   *
   * @internal
   */
  public _source(path: string): PlainObject {
    const items = [{ key: this.key, path }];
    const source = { name: this.objectName, items };
    return this.kind === 'Secret' ? { secret: source } : { configMap: source };
  }

  /**
   * Refuses what no ConfigMap or Secret can be.
   *
   * @internal
   */
  public _validate(constructPath: string, what: string): void {
    requireDns1123Subdomain(constructPath, what, this.objectName, `${this.kind} name`);
    if (KEY.test(this.key)) return;
    throw invalid(constructPath, {
      what: `${what}: key`,
      got: this.key,
      because: `a key of a ${this.kind} has letters, digits, '-', '_' and '.' alone`,
      fix: "name the key under which the PEM certificates stand, such as 'ca.crt'",
    });
  }
}

checkArguments('TrustBundle', TrustBundle);
