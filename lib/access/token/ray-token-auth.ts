import type { k8s } from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import { generatedTokenSecret } from '../../cluster/client-token';
import { RayPortGuard, RayPortPurpose } from '../../cluster/exposure/exposure';
import { RayKind } from '../../cluster/ray-kind';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { mountReviewToken } from '../../cluster/spec/review-token';
import { serviceAccountOf } from '../../kubernetes/service-account';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { requireGuardedRequests } from '../../refusals/cert-manager/request-guard';
import { requireNoTokenEnv } from '../../refusals/cluster/token-env';
import { requireTokenVersions } from '../../refusals/cluster/token-versions';
import { invalid } from '../../refusals/invalid';
import { requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import { RaySubject } from '../ray-subject';
import { allowReviews, type GuardedCluster, grantOnCluster } from '../rbac';
import { RayTokenSource } from './ray-token-source';

/** Which cluster asks for tokens, and for which. */
export interface RayTokenAuthProps {
  /** The cluster, or the job or service with a cluster of its own. */
  readonly cluster: RayTlsClusterBase;

  /**
   * Where the tokens come from.
   *
   * @default RayTokenSource.generated()
   */
  readonly source?: RayTokenSource;
}

/** What Ray asks a token for; health, metrics and Serve's applications stay open. */
const GUARDED = [
  RayPortPurpose.GCS,
  RayPortPurpose.CLIENT,
  RayPortPurpose.DASHBOARD,
  RayPortPurpose.AGENT,
  RayPortPurpose.NODE,
  RayPortPurpose.RUNTIME_ENV,
];

/**
 * Ray's own token authentication: whoever speaks to Ray, by gRPC or HTTP, has to show a token. KubeRay gives it to every Ray
 * container, the autoscaler's included. Without one the answer is 401, with a wrong one 403.
 *
 * Beside mutual TLS it closes what TLS does not cover: the dashboard (8265), and the agents' own Jobs API on every pod (52365). Job clients
 * take the token from `RAY_AUTH_TOKEN`, with `RAY_AUTH_MODE=token`.
 *
 * Behind a `KubeRbacProxyAuth` both are asked for. The proxy takes `Authorization` for itself and removes it, so Ray's token goes into
 * `X-Ray-Authorization`: `RAY_JOB_HEADERS={"Authorization": "Bearer <Kubernetes token>", "X-Ray-Authorization": "Bearer <Ray's token>"}`.
 *
 * Ray reads its token once: after a change of the Secret all pods have to be replaced.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTls, RayTlsCa, RayTlsCluster, RayTokenAuth } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
 * new RayTokenAuth(chart, 'token', { cluster });
 */
export class RayTokenAuth extends Construct {
  /**
   * The Secret with the token, key `auth_token`; undefined where Kubernetes decides, and for the generated token of a job or service:
   * KubeRay makes one for each of its clusters, named like it.
   */
  public readonly secretName?: string;

  private readonly cluster: GuardedCluster;
  private readonly delegates: boolean;
  private readonly labels: { [name: string]: string };

  /** @throws Error for versions of Ray and KubeRay that do not know such tokens, for `authOptions` and token variables set elsewhere */
  public constructor(scope: Construct, id: string, props: RayTokenAuthProps) {
    super(scopeFor('RayTokenAuth', scope, id), id);
    requireProps(this, 'RayTokenAuth', props);
    const { cluster, source = RayTokenSource.generated() } = props;
    const path = this.node.path;
    requireTokenVersions(path, source._name, cluster, source._least);
    const { secretName } = source._options;
    if (secretName !== undefined) requireDns1123Subdomain(path, source._name, secretName, 'Secret name');

    this.delegates = source._options.enableK8sTokenAuth === true;
    const isNamed = cluster.kind === RayKind.RAY_CLUSTER;
    this.secretName = this.delegates ? undefined : (secretName ?? (isNamed ? generatedTokenSecret(cluster.name) : undefined));
    this.labels = {
      'app.kubernetes.io/name': 'ray-token-auth',
      'app.kubernetes.io/instance': cluster.name,
      'app.kubernetes.io/managed-by': 'cdk8s-ray-tls',
    };
    this.cluster = { name: cluster.name, namespace: this.delegates ? this.requireReviewable(cluster) : (cluster.namespace ?? '') };

    // It is a part of the cluster's object, and most sources have none of their own.
    this.node.defaultChild = cluster.node.defaultChild;
    // Without a mode KubeRay leaves authentication off, whatever else is said.
    cluster._setAuthOptions({ mode: 'token', ...source._options }, `RayTokenAuth ${path}`);
    if (this.delegates) this.letRayReviewTokens(cluster);
    cluster._protects({ guards: ({ purpose }) => (GUARDED.includes(purpose) ? [RayPortGuard.TOKEN] : []) });
    this.node.addValidation({
      validate: () => {
        requireNoTokenVariables(path, cluster);
        // At synth, when every issuer of the app is there.
        if (this.delegates) requireGuardedRequests(path, source._name, cluster._unguardedIssuer);
        return [];
      },
    });
  }

  /**
   * Lets a subject use the cluster, where Kubernetes decides: the verb `ray:write` on this RayCluster.
   *
   * @throws Error for another source than `RayTokenSource.kubernetes()`; for a subject that is granted access twice, is none, or never has
   * a token
   */
  public grant(subject: RaySubject | IConstruct): void {
    if (!this.delegates) {
      throw invalid(this.node.path, {
        what: 'grant',
        because: 'the cluster has one token, which Ray asks of everyone: whoever may read its Secret has access',
        fix: 'use RayTokenSource.kubernetes(), or put a KubeRbacProxyAuth before the dashboard',
      });
    }
    this.grantTo(RaySubject._of(this.node.path, subject)._toJson(this.node.path, this.cluster.namespace));
  }

  private requireReviewable(cluster: RayTlsClusterBase): string {
    const { kind } = cluster;
    if (kind !== RayKind.RAY_CLUSTER) {
      throw invalid(this.node.path, {
        what: 'cluster',
        got: kind,
        because: 'KubeRay refuses Kubernetes tokens for jobs and services (v1.7.0)',
        fix: 'use RayTokenSource.generated() or RayTokenSource.fromSecret()',
      });
    }
    if (cluster.namespace === undefined) {
      throw invalid(this.node.path, {
        what: "the cluster's namespace",
        got: cluster.namespace,
        because: 'access is decided by, and granted in, the namespace of the RayCluster',
        fix: "name it: new Chart(app, 'ray', { namespace: 'ray' })",
      });
    }
    return cluster.namespace;
  }

  private letRayReviewTokens(cluster: RayTlsClusterBase): void {
    const addedBy = `RayTokenAuth ${this.node.path}`;
    const { namespace } = this.cluster;
    const accounts = [...new Set(cluster.pods.map((pod) => serviceAccountOf(cluster, pod, namespace)))];
    for (const pod of cluster.pods) mountReviewToken(pod, addedBy);
    allowReviews(this, this.cluster, accounts, this.labels);
    // Ray's own processes are clients of each other.
    for (const name of accounts) this.grantTo({ kind: 'ServiceAccount', name, namespace });
  }

  private grantTo(subject: k8s.Subject): void {
    const grant = { subject, roleId: 'write', resource: 'rayclusters', verbs: ['ray:write'] };
    grantOnCluster(this, this.cluster, grant, this.labels);
  }
}

function requireNoTokenVariables(constructPath: string, cluster: RayTlsClusterBase): void {
  for (const pod of cluster.pods) {
    const [ray] = pod.toJson().spec.containers;
    requireNoTokenEnv(constructPath, `${pod.groupName}: env of the Ray container`, ray.env);
  }
}

checkArguments('RayTokenAuth', RayTokenAuth);
