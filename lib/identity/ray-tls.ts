import type { IConstruct } from 'constructs';
import type { ICertManagerIssuer } from '../ca/cert-manager/issuer-interface';
import type { IRayTlsCa } from '../ca/ray-tls-ca';
import { objectName } from '../kubernetes/named-object';
import type { RayPod } from '../kubernetes/ray-pod';
import { checkArguments } from '../refusals/api/arguments';
import type { RayTlsFromSecretOptions } from './from-secret-options';
import type { RayTlsIssuedByOptions } from './issued-by-options';
import { IssuedLeaf } from './issued-leaf';
import { KubeRayManaged } from './kuberay-managed';
import type { RayTlsRenewedByOptions } from './renewed-by-options';
import { RenewedLeaf } from './renewed-leaf';
import { SecretLeaf } from './secret-leaf';
import type { RayTlsSignedByOptions } from './signed-by-options';
import { SignedLeaf } from './signed-leaf';
import type { Leaf, TlsHost, TlsWay } from './tls-way';
import { UnknownWay } from './unknown-way';

/**
 * How each pod of a Ray cluster comes by its own certificate.
 *
 * Ray verifies both ends of every gRPC connection, and dials nodes by Pod IP: every pod needs a leaf that carries its own address.
 */
export class RayTls {
  /**
   * Each pod makes a private key in memory and is signed by the CA in its init container, the only one that sees the CA's key.
   *
   * @throws Error, when attached: a duration outside 1 minute to 10 years, an invalid DNS name, a CA in another namespace
   */
  public static signedBy(ca: IRayTlsCa, options: RayTlsSignedByOptions = {}): RayTls {
    return new RayTls(new SignedLeaf(ca, options));
  }

  /**
   * Each pod makes a private key in memory and has an issuer of cert-manager certify it, by a CertificateRequest that its init
   * container makes: the path for production, as no key of a CA comes near the cluster's namespace.
   *
   * The pods run under a ServiceAccount of the cluster's own, unless their templates name one. It may create and get
   * CertificateRequests of its namespace; its token is mounted in that init container alone.
   *
   * @throws Error, when attached: a chart without a namespace, an issuer of another namespace, a lifetime that the issuer or its CA does not
   * allow, an invalid DNS name or trust bundle, a pod template that automounts a token
   */
  public static issuedBy(issuer: ICertManagerIssuer, options: RayTlsIssuedByOptions = {}): RayTls {
    return new RayTls(new IssuedLeaf(issuer, options));
  }

  /**
   * One certificate that cert-manager makes and keeps renewing, for all pods of a client application (`RayTlsWorkload`): it carries names and no
   * addresses. New connections use the new one by themselves.
   *
   * Its private key lies in a Secret, unlike with `issuedBy`.
   *
   * @throws Error, when attached: pods that run Ray, which is dialed by IP; what cert-manager would never issue
   */
  public static renewedBy(issuer: ICertManagerIssuer, options: RayTlsRenewedByOptions = {}): RayTls {
    return new RayTls(new RenewedLeaf(issuer, options));
  }

  /**
   * One leaf that was made elsewhere, from a Secret with `tls.crt`, `tls.key` and `ca.crt`.
   *
   * Each pod takes it only if it covers that pod's IPs and names, and otherwise stops with a line that says what it lacks. It suits clients by
   * `RayTlsWorkload`; for pods of a cluster, whose IPs nobody knows before they run, only something that issues while they start can fill it.
   *
   * @throws Error, when attached: a name that no Secret can have
   */
  public static fromSecret(secretName: string | IConstruct, options: RayTlsFromSecretOptions = {}): RayTls {
    return new RayTls(new SecretLeaf(objectName('RayTls.fromSecret', 'secretName', 'Secret', secretName), options));
  }

  /**
   * KubeRay's own mTLS (`tlsOptions`), alpha in KubeRay 1.7: needs its feature gate `RayClusterMTLS`, and cert-manager.
   *
   * KubeRay makes a CA for each cluster, takes no issuer, and reissues the one certificate that all workers share whenever one is added,
   * which takes up to two minutes.
   *
   * A RayTlsWorkload, a rotation or a check cannot have an identity of such a cluster, as KubeRay gives out none.
   *
   * @throws Error, when attached: KubeRay older than 1.7, TLS variables or mounts of your own, pods that KubeRay does not run as nodes of a cluster
   */
  public static managedByKubeRay(): RayTls {
    return new RayTls(new KubeRayManaged());
  }

  /**
   * The way of a cluster that is made elsewhere, where nobody has said it.
   *
   * @internal
   */
  public static _unknown(): RayTls {
    return new RayTls(new UnknownWay());
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayTls: boolean = true;

  private constructor(private readonly way: TlsWay) {}

  /** @internal */
  public _attachTo(host: TlsHost): void {
    this.way.attachTo(host);
    // At synth, when every container is there.
    host.scope.node.addValidation({
      validate: () => {
        for (const pod of host.pods) {
          pod._requireIdentityOfSpeakers();
          pod._requireOwnVolumesUnused();
          pod._requireProcessesApart();
        }
        return [];
      },
    });
  }

  /** @internal */
  public _shortenLeaves(pods: readonly RayPod[]): void {
    this.way.shortenLeaves?.(pods);
  }

  /** @internal */
  public _unguardedIssuer(host: TlsHost): ICertManagerIssuer | undefined {
    return this.way.unguardedIssuer?.(host);
  }

  /** @internal */
  public _addLeaf(host: TlsHost, pod: RayPod, leaf: Leaf): void {
    this.way.addLeaf(host, pod, leaf);
  }
}

checkArguments('RayTls', RayTls);
