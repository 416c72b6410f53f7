import { Chart, type Duration, Names } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { objectName } from '../kubernetes/named-object';
import { checkArguments, requireProps, scopeFor } from '../refusals/api/arguments';
import { invalid } from '../refusals/invalid';
import { requireDns1123Label, requireDns1123Subdomain } from '../refusals/names/kubernetes-names';
import { CaKeyPair } from './ca-key-pair';
import { CaSecretKeys } from './ca-secret-keys';
import { claimSecretName } from './secret-claims';

/** A CA that signs the leaves of Ray pods: a Secret with its certificate and its private key. */
export interface IRayTlsCa extends IConstruct {
  /** The Secret's name. */
  readonly secretName: string;
  /** The key of the Secret under which the PEM certificate stands: `ca.crt` or `tls.crt`. */
  readonly certificateKey: string;
  /** The key of the Secret under which the PEM private key stands: `ca.key` or `tls.key`. */
  readonly privateKeyKey: string;
  /** The Secret's namespace: its chart's, where that has one. */
  readonly namespace?: string;
}

/** What a `RayTlsCa` is made from. */
export interface RayTlsCaProps {
  /**
   * Where the key pair comes from.
   *
   * @default CaKeyPair.inCluster()
   */
  readonly keyPair?: CaKeyPair;

  /**
   * The common name in the CA's certificate, 1 to 64 characters; with `inCluster` and `atSynth` only.
   *
   * @default 'Ray cluster CA'
   */
  readonly commonName?: string;

  /**
   * How long the CA is valid, 1 day to 100 years; with `inCluster` and `atSynth` only. No leaf outlives its CA.
   *
   * @default Duration.days(3650)
   */
  readonly duration?: Duration;

  /**
   * The former name of `duration`.
   *
   * @default - none
   * @deprecated Use `duration`.
   */
  readonly validity?: Duration;

  /**
   * The name of the Secret that holds the key pair.
   *
   * @default - made from the construct's path
   */
  readonly secretName?: string;
}

/** How the Secret of a CA is laid out that was made elsewhere. */
export interface CaSecretOptions {
  /**
   * The keys under which certificate and private key stand.
   *
   * @default CaSecretKeys.CA
   */
  readonly keys?: CaSecretKeys;
}

/**
 * A CA of a Ray cluster's own, in a Secret of its namespace.
 *
 * Whoever can read that Secret, or can create pods in its namespace, can sign a leaf that every Ray pod of this CA trusts.
 * Where that is too much, have a cert-manager issuer sign instead.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTlsCa } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * new RayTlsCa(chart, 'ca');
 * RayTlsCa.fromSecretName(chart, 'existing', 'ca-tls');
 */
export class RayTlsCa extends Construct implements IRayTlsCa {
  /**
   * A CA whose Secret was made elsewhere, for example by
   * `kubectl create secret generic ca-tls --from-file=ca.crt --from-file=ca.key`.
   *
   * Nothing of it is known at synth: the init container of each pod checks what it finds there.
   *
   * @throws Error for a name that no Secret can have
   */
  public static fromSecretName(scope: Construct, id: string, secretName: string | IConstruct, options: CaSecretOptions = {}): IRayTlsCa {
    const name = objectName('RayTlsCa.fromSecretName', 'secretName', 'Secret', secretName);
    return new ExistingCa(scope, id, name, options.keys ?? CaSecretKeys.CA);
  }

  /** The Secret's name. */
  public readonly secretName: string;
  /** The key of the Secret under which the PEM certificate stands: `ca.crt`. */
  public readonly certificateKey = CaSecretKeys.CA.certificate;
  /** The key of the Secret under which the PEM private key stands: `ca.key`. */
  public readonly privateKeyKey = CaSecretKeys.CA.privateKey;
  /** The Secret's namespace: its chart's, where that has one. */
  public readonly namespace?: string;

  private alsoAsTls = false;

  /** @throws Error for an invalid name, what the key pair refuses, and a second CA of the chart with this secretName */
  public constructor(scope: Construct, id: string, props: RayTlsCaProps = {}) {
    super(scopeFor('RayTlsCa', scope, id), id);
    requireProps(this, 'RayTlsCa', props);
    this.secretName = props.secretName ?? Names.toDnsLabel(this);
    this.namespace = Chart.of(this).namespace;
    validateNames(this);
    claimSecretName(this, this.secretName);
    (props.keyPair ?? CaKeyPair.inCluster())._provide({
      ca: this,
      secretName: this.secretName,
      namespace: this.namespace,
      commonName: props.commonName,
      duration: durationOf(this, props),
      alsoAsTls: () => this.alsoAsTls,
    });
  }

  /**
   * Has the same pair stand under `tls.crt` and `tls.key` too, where a CA issuer of cert-manager looks for it.
   *
   * @internal
   */
  public _alsoAsTlsSecret(): void {
    this.alsoAsTls = true;
  }
}

class ExistingCa extends Construct implements IRayTlsCa {
  public readonly certificateKey: string;
  public readonly privateKeyKey: string;
  public readonly namespace?: string;

  public constructor(
    scope: Construct,
    id: string,
    public readonly secretName: string,
    keys: CaSecretKeys,
  ) {
    super(scope, id);
    this.certificateKey = keys.certificate;
    this.privateKeyKey = keys.privateKey;
    this.namespace = Chart.of(this).namespace;
    validateNames(this);
  }

  /** @internal */
  public _alsoAsTlsSecret(): void {
    if (this.certificateKey === CaSecretKeys.TLS.certificate) return;
    throw invalid(this.node.path, {
      what: 'keys',
      got: `${this.certificateKey}, ${this.privateKeyKey}`,
      because: 'cert-manager reads a CA from tls.crt and tls.key, and this Secret is made elsewhere',
      fix: 'have the pair stand under these keys, and pass { keys: CaSecretKeys.TLS }',
    });
  }
}

function durationOf(ca: RayTlsCa, { duration, validity }: RayTlsCaProps): Duration | undefined {
  if (duration === undefined || validity === undefined) return duration ?? validity;
  throw invalid(ca.node.path, {
    what: 'validity',
    got: validity.toHumanString(),
    because: 'it is the former name of duration, and that is set too',
    fix: 'leave validity out',
  });
}

function validateNames(ca: IRayTlsCa): void {
  requireDns1123Subdomain(ca.node.path, 'secretName', ca.secretName, 'Secret name');
  if (ca.namespace !== undefined) requireDns1123Label(ca.node.path, "the chart's namespace", ca.namespace, 'namespace');
}

checkArguments('RayTlsCa', RayTlsCa);
