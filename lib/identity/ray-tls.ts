import type { ICertManagerIssuer } from '../ca/cert-manager-issuer-interface';
import type { IRayTlsCa } from '../ca/ray-tls-ca';
import type { RayPod } from '../pod/ray-pod';
import type { IssuedByOptions } from './issued-by-options';
import { IssuedLeaf } from './issued-leaf';
import type { SignedByOptions } from './signed-by-options';
import { SignedLeaf } from './signed-leaf';
import type { Leaf, TlsHost, TlsWay } from './tls-way';

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
  public static signedBy(ca: IRayTlsCa, options: SignedByOptions = {}): RayTls {
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
  public static issuedBy(issuer: ICertManagerIssuer, options: IssuedByOptions = {}): RayTls {
    return new RayTls(new IssuedLeaf(issuer, options));
  }

  private constructor(private readonly way: TlsWay) {}

  /** @internal */
  public _attachTo(host: TlsHost): void {
    this.way.attachTo(host);
  }

  /** @internal */
  public _addLeaf(host: TlsHost, pod: RayPod, leaf: Leaf): void {
    this.way.addLeaf(host, pod, leaf);
  }
}
