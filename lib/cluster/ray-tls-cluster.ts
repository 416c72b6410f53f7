import type { Construct } from 'constructs';
import { RayHostKind } from './ray-host-kind';
import { RayTlsHost, type RayTlsHostProps } from './ray-tls-host';

/** A Ray cluster whose pods verify each other. */
export interface RayTlsClusterProps extends RayTlsHostProps {}

/**
 * A KubeRay `RayCluster` in which every gRPC connection, between pods and from clients, is encrypted and
 * verified on both sides: each pod has a certificate of its own.
 */
export class RayTlsCluster extends RayTlsHost {
  /** @throws Error for whatever KubeRay or Ray would refuse later: names, replicas, versions, variables and mounts that collide */
  public constructor(scope: Construct, id: string, props: RayTlsClusterProps) {
    super(scope, id, RayHostKind.RAY_CLUSTER, props);
    this._addResource(this._spec);
  }
}
