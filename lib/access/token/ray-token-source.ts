import type { IConstruct } from 'constructs';
import { kubeRaySince } from '../../facts/kuberay-types';
import { objectName } from '../../kubernetes/named-object';
import type { PlainObject } from '../../kubernetes/plain-json';
import { checkArguments } from '../../refusals/api/arguments';
import type { TokenVersions } from '../../refusals/cluster/token-versions';

const AUTH_OPTIONS = 'spec.authOptions';

/** Where the tokens come from that Ray asks for. */
export class RayTokenSource {
  /**
   * One token for the cluster, which KubeRay makes at random and keeps in a Secret (`RayTokenAuth.secretName`, key `auth_token`).
   *
   * Ray 2.52, KubeRay 1.5.1.
   */
  public static generated(): RayTokenSource {
    return new RayTokenSource('RayTokenSource.generated', { ray: '2.52.0', kubeRay: kubeRaySince('RayCluster', AUTH_OPTIONS) }, {});
  }

  /**
   * One token for the cluster, made elsewhere: a Secret of its namespace, key `auth_token`.
   *
   * Ray 2.52, KubeRay 1.6.
   */
  public static fromSecret(secretName: string | IConstruct): RayTokenSource {
    return new RayTokenSource(
      'RayTokenSource.fromSecret',
      { ray: '2.52.0', kubeRay: kubeRaySince('RayCluster', `${AUTH_OPTIONS}.secretName`) },
      { secretName: objectName('RayTokenSource.fromSecret', 'secretName', 'Secret', secretName) },
    );
  }

  /**
   * Kubernetes decides: every client shows the token of a Kubernetes user or ServiceAccount, which Ray has reviewed, and needs the verb
   * `ray:write` on the RayCluster, which `RayTokenAuth.grant` gives. Ray keeps an accepted token for 5 minutes.
   *
   * Ray itself then speaks to the API server, so that every Ray container holds a token of its pod's ServiceAccount, which code that runs
   * in Ray can read: with it the code may review tokens and use this cluster, and whatever else the ServiceAccount may. Under
   * autoscaling the head's may make pods. With `RayTls.issuedBy` the code may request leaves for its own pod, with any name and address in
   * them, so that an issuer without `CertManagerRequestGuard.on()` is refused. Ray 2.55, KubeRay 1.6; a RayJob or RayService cannot have it (KubeRay v1.7.0).
   */
  public static kubernetes(): RayTokenSource {
    return new RayTokenSource(
      'RayTokenSource.kubernetes',
      { ray: '2.55.0', kubeRay: kubeRaySince('RayCluster', `${AUTH_OPTIONS}.enableK8sTokenAuth`) },
      { enableK8sTokenAuth: true },
    );
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayTokenSource: boolean = true;

  private constructor(
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _least: TokenVersions,
    /** @internal */
    public readonly _options: PlainObject,
  ) {}
}

checkArguments('RayTokenSource', RayTokenSource);
