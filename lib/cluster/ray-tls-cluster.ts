import type { Construct } from 'constructs';
import { checkArguments } from '../refusals/api/arguments';
import { RayKind } from './ray-kind';
import { RayTlsClusterBase, type RayTlsClusterBaseProps } from './ray-tls-cluster-base';

/** A Ray cluster whose pods verify each other. */
export interface RayTlsClusterProps extends RayTlsClusterBaseProps {}

/**
 * A KubeRay `RayCluster` in which every gRPC connection, between pods and from clients, is encrypted and
 * verified on both sides: each pod has a certificate of its own.
 */
export class RayTlsCluster extends RayTlsClusterBase {
  /** @throws Error for whatever KubeRay or Ray would refuse later: names, replicas, versions, variables and mounts that collide */
  public constructor(scope: Construct, id: string, props: RayTlsClusterProps) {
    super(scope, id, RayKind.RAY_CLUSTER, props);
    this._addResource(this._spec);
  }
}

checkArguments('RayTlsCluster', RayTlsCluster);
