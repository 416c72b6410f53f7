import { checkArguments } from '../refusals/api/arguments';
/** The keys of a Secret under which a CA's certificate and its private key stand. */
export class CaSecretKeys {
  /** `ca.crt` and `ca.key`, as KubeRay's TLS guide has them. */
  public static readonly CA = new CaSecretKeys('ca.crt', 'ca.key');

  /** `tls.crt` and `tls.key`, as `kubectl create secret tls`, cert-manager and many other tools write them. */
  public static readonly TLS = new CaSecretKeys('tls.crt', 'tls.key');

  private constructor(
    /** The key of the PEM certificate. */
    public readonly certificate: string,
    /** The key of the PEM private key. */
    public readonly privateKey: string,
  ) {}
}

checkArguments('CaSecretKeys', CaSecretKeys);
