import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { kubeRaySince, kubeRayTypeAt } from '../../facts/kuberay-types';
import { type PlainObject, plainObject } from '../../kubernetes/plain-json';
import { RayPodRole } from '../../kubernetes/ray-pod';
import { checkArguments } from '../../refusals/api/arguments';
import { requireKnownFields } from '../../refusals/fields/native-json';
import { requireKubeRayHas } from '../../refusals/job/kuberay-field';
import { requireWholeSeconds } from '../../refusals/job/numbers';
import { requireInitializingTimeout } from '../../refusals/service/initializing-timeout';
import { requireFindableServe } from '../../refusals/service/serving';
import { type RayPort, RayPortPurpose } from '../exposure/exposure';
import type { RayManagedBy } from '../managed-by';
import { RayKind } from '../ray-kind';
import { RayTlsClusterBase, type RayTlsClusterBaseProps } from '../ray-tls-cluster-base';
import { asKubeRayStores } from '../spec/stored-by-kuberay';
import type { RayServeConfig } from './config';
import type { RayServiceUpgrade } from './upgrade';

/** Applications of Ray Serve, and the cluster that runs them, whose pods verify each other. */
export interface RayTlsServiceProps extends RayTlsClusterBaseProps {
  /** What Ray Serve runs. */
  readonly serveConfig: RayServeConfig;

  /**
   * What happens when the cluster changes: its image, its templates, its way to certificates. A change of `serveConfig` alone is deployed
   * to the running cluster.
   *
   * @default - KubeRay's: RayServiceUpgrade.newCluster()
   */
  readonly upgrade?: RayServiceUpgrade;

  /**
   * How long the old cluster stays after an upgrade, in whole seconds, for requests that it still answers.
   *
   * @default - a minute
   */
  readonly oldClusterDeletionDelay?: Duration;

  /**
   * The Service by which the applications are reached, as native Kubernetes JSON; KubeRay sets its selector.
   *
   * @default - `<name>-serve-svc`, with the port that the head's first container declares as `serve`, or 8000
   */
  readonly serveService?: any;

  /**
   * Whether requests go to workers alone.
   *
   * @default false
   */
  readonly excludeHeadFromServing?: boolean;

  /**
   * Whether KubeRay deletes everything of the service until this is set to false. KubeRay 1.7 and newer.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Which controller runs the service. KubeRay 1.6 and newer.
   *
   * @default - RayManagedBy.KUBERAY_OPERATOR
   */
  readonly managedBy?: RayManagedBy;
}

/**
 * A KubeRay `RayService`: a cluster whose pods verify each other, which runs applications of Ray Serve, and which is replaced by a new
 * one without losing a request.
 *
 * Old and new cluster have their certificates from one CA or issuer, and their pods one label, so that network policies and clients know
 * both. The heads' certificates carry the service's own `<name>-head-svc` too, which leads to the one that is in charge.
 *
 * What clients of the applications see is not covered by Ray's TLS: Serve answers HTTP, and gRPC, in clear text. Between Serve's own processes
 * it is (Ray 2.58). There are two ways to HTTPS. The usual one is an Ingress or Gateway before `serveServiceName`, with a certificate by
 * `issuer.addCertificate(...)`, and a `RayNetworkPolicy` that lets nobody but it in (`serveClients`). Or Serve itself speaks HTTPS
 * (`httpOptions: { ssl_certfile, ssl_keyfile }`, seen in Ray 2.58), with such a certificate mounted or with that of the pod, which carries the
 * serve service's names; KubeRay cannot see then that Serve is well, so that the workers need a readiness probe of their own and the head
 * serves nothing.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayServeConfig, RayTls, RayTlsCa, RayTlsService } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * new RayTlsService(chart, 'answers', {
 *   tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
 *   serveConfig: RayServeConfig.of({ applications: [{ name: 'answers', importPath: 'answers:app' }] }),
 * });
 */
export class RayTlsService extends RayTlsClusterBase {
  /** The name of the Service by which the applications are reached; with an incremental upgrade there is a Gateway `<name>-gateway` instead. */
  public readonly serveServiceName: string;

  /**
   * Whether KubeRay makes another cluster for it when its pod templates change.
   *
   * @internal
   */
  public readonly _isUpgraded: boolean;

  /** @throws Error for whatever KubeRay, Ray or Serve would refuse later, and for a Serve that KubeRay would not find */
  public constructor(scope: Construct, id: string, props: RayTlsServiceProps) {
    super(scope, id, RayKind.RAY_SERVICE, props);
    const path = this.node.path;
    const { upgrade, oldClusterDeletionDelay, excludeHeadFromServing, suspend, managedBy } = props;
    requireInitializingTimeout(path, props.metadata?.annotations);
    if (suspend !== undefined) requireKubeRayHas(path, 'suspend', suspend, this.kubeRayVersion, kubeRaySince('RayService', 'spec.suspend'));
    if (managedBy !== undefined)
      requireKubeRayHas(path, 'managedBy', managedBy, this.kubeRayVersion, kubeRaySince('RayService', 'spec.managedBy'));
    const { text, httpOptions } = props.serveConfig._render(path);
    const serveService = props.serveService === undefined ? undefined : this.copyOfServeService(props.serveService);
    this.serveServiceName = serveService?.metadata?.name ?? `${this.name}-serve-svc`;
    requireFindableServe(path, {
      clusterSpec: this._spec,
      httpOptions,
      hasServeService: serveService !== undefined,
      excludesHead: excludeHeadFromServing === true,
    });
    const upgradeStrategy = upgrade?._toSpec(path, this._spec);
    this._isUpgraded = upgradeStrategy?.type !== 'None';
    const spec = {
      serveConfigV2: text,
      upgradeStrategy,
      rayClusterDeletionDelaySeconds:
        oldClusterDeletionDelay && requireWholeSeconds(path, 'oldClusterDeletionDelay', oldClusterDeletionDelay, 0),
      serveService,
      excludeHeadPodFromServeSvc: excludeHeadFromServing,
      suspend,
      managedBy,
      rayClusterConfig: this._spec,
    };
    this._addResource(asKubeRayStores(spec), [this.serveServiceName]);
  }

  private copyOfServeService(given: unknown): PlainObject {
    const what = 'serveService';
    const service = plainObject(this.node.path, what, given);
    const path = 'spec.serveService';
    requireKnownFields(this._reader, { what, path, type: kubeRayTypeAt('RayService', path) }, service);
    return service;
  }

  /**
   * Serve listens on every pod, not on the head alone.
   *
   * @internal
   */
  protected override get _ownPorts(): RayPort[] {
    const ports = super._ownPorts;
    const serve = ports.filter(({ role, purpose }) => role === RayPodRole.HEAD && purpose === RayPortPurpose.SERVE);
    const isKnown = (groupName: string, port: string) => ports.some((other) => other.groupName === groupName && other.port === port);
    const ofWorkers = this.workerGroups.flatMap(({ role, groupName }) =>
      serve.filter(({ port }) => !isKnown(groupName, port)).map((port) => ({ ...port, role, groupName })),
    );
    return [...ports, ...ofWorkers];
  }
}

checkArguments('RayTlsService', RayTlsService);
