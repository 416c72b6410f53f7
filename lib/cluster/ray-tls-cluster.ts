import type { Construct } from 'constructs';
import { RayTls } from '../identity/ray-tls';
import { checkArguments } from '../refusals/api/arguments';
import { invalid } from '../refusals/invalid';
import type { RayPortExposure } from './exposure/exposure';
import type { RayTlsClusterImportOptions } from './imported-cluster';
import { RayKind } from './ray-kind';
import { RayTlsClusterBase, type RayTlsClusterBaseProps } from './ray-tls-cluster-base';
import { sealed } from './sealed-pod';

/** A Ray cluster whose pods verify each other. */
export interface RayTlsClusterProps extends RayTlsClusterBaseProps {}

/**
 * A KubeRay `RayCluster` in which every gRPC connection, between pods and from clients, is encrypted and
 * verified on both sides: each pod has a certificate of its own.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * new RayTlsCluster(chart, 'cluster', {
 *   tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
 *   workerGroups: [{ groupName: 'cpu', replicas: 2 }],
 * });
 */
export class RayTlsCluster extends RayTlsClusterBase {
  /**
   * A RayCluster that is made elsewhere, by another app or repository: for jobs on it, and for its policies, alerts, checks and clients.
   *
   * Nothing of it is rendered here. What would change it, such as KubeRbacProxyAuth, RayTokenAuth and RayTlsRotation, is refused.
   *
   * @throws Error for a name that no RayCluster can have, and for a cluster that this app makes itself
   */
  public static fromClusterName(scope: Construct, id: string, options: RayTlsClusterImportOptions): RayTlsCluster {
    return new ImportedCluster(scope, id, options);
  }

  /** @throws Error for whatever KubeRay or Ray would refuse later: names, replicas, versions, variables and mounts that collide */
  public constructor(scope: Construct, id: string, props: RayTlsClusterProps) {
    super(scope, id, RayKind.RAY_CLUSTER, props);
    this._addResource(this._spec);
  }
}

class ImportedCluster extends RayTlsCluster {
  public constructor(scope: Construct, id: string, options: RayTlsClusterImportOptions) {
    const { name, namespace, tls = RayTls._unknown(), ...spec } = options;
    const isDescribed = spec.workerGroups !== undefined || spec.baseSpec?.workerGroupSpecs !== undefined;
    // Ports of workers are those of any worker, where nobody says more.
    super(scope, id, { workerGroups: isDescribed ? undefined : [{ groupName: 'workers' }], ...spec, tls, metadata: { name, namespace } });
    const knowsImage = [spec.image, spec.rayVersion, spec.head?.template, spec.baseSpec].some((given) => given !== undefined);
    const seal = (pod: RayTlsCluster['head']) => sealed(pod, this.node.path, knowsImage);
    Object.defineProperties(this, { head: { value: seal(this.head) }, workerGroups: { value: this.workerGroups.map(seal) } });
    this.node.addValidation({
      validate: () => {
        this.requireNotMadeHere();
        return [];
      },
    });
  }

  public override get _isImported(): boolean {
    return true;
  }

  /** KubeRay's own label is there whoever made the cluster. */
  public override get _peerLabels(): readonly { readonly [label: string]: string }[] {
    return [{ 'ray.io/cluster': this.name }, this._podLabels];
  }

  public override exposure(): RayPortExposure[] {
    throw this.refused('exposure', 'what protects the ports of the cluster is decided where it is made', 'call it there');
  }

  public override _setHeadStartParam(_name: string, _value: string, neededBy: string): void {
    throw this.refusedChange(neededBy);
  }

  public override _setAuthOptions(_authOptions: object, setBy: string): void {
    throw this.refusedChange(setBy);
  }

  public override _isRenewed(): void {
    throw this.refusedChange('RayTlsRotation');
  }

  protected override _claimName(): void {}

  protected override _addResource(): void {}

  private requireNotMadeHere(): void {
    const isIt = (one: unknown) =>
      one instanceof RayTlsClusterBase && !one._isImported && one.name === this.name && one.namespace === this.namespace;
    const made = this.node.root.node.findAll().find(isIt);
    if (made === undefined) return;
    throw this.refused(
      `fromClusterName: name '${this.name}'`,
      `this app makes the cluster itself, as '${made.node.path}'`,
      'pass that construct',
    );
  }

  private refusedChange(by: string): Error {
    return this.refused(by, 'it changes the cluster, which is made elsewhere', 'attach it where the cluster is made');
  }

  private refused(what: string, because: string, fix: string): Error {
    return invalid(this.node.path, { what, because, fix });
  }
}

checkArguments('RayTlsCluster', RayTlsCluster);
