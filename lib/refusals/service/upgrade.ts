import { invalid } from '../invalid';

/** Refuses an upgrade step by step that KubeRay would refuse (`ValidateClusterUpgradeOptions` of v1.7.0), or that never moves a request. */
export function requireIncrementalUpgrade(
  constructPath: string,
  options: { readonly gatewayClassName: string; readonly stepSizePercent: number; readonly maxSurgePercent: number },
  autoscaling: boolean,
): void {
  const { gatewayClassName, stepSizePercent, maxSurgePercent } = options;
  if (!autoscaling) {
    throw invalid(constructPath, {
      what: 'upgrade',
      got: 'RayServiceUpgrade.incremental',
      because: 'KubeRay scales both clusters as requests move, and so needs the autoscaler',
      fix: 'turn it on (autoscaling: {}), or use RayServiceUpgrade.newCluster()',
    });
  }
  if (gatewayClassName.trim() === '') {
    throw invalid(constructPath, {
      what: 'upgrade: gatewayClassName',
      got: gatewayClassName,
      because: 'KubeRay makes a Gateway, and a Gateway has a class',
      fix: 'name a GatewayClass of the Kubernetes cluster (kubectl get gatewayclasses)',
    });
  }
  requirePercent(constructPath, 'upgrade: maxSurgePercent', maxSurgePercent, 1, 100);
  requirePercent(constructPath, 'upgrade: stepSizePercent', stepSizePercent, 1, maxSurgePercent);
}

function requirePercent(constructPath: string, what: string, got: number, least: number, most: number): void {
  if (Number.isInteger(got) && got >= least && got <= most) return;
  throw invalid(constructPath, {
    what,
    got,
    because: `it is no whole number from ${least} to ${most}${most < 100 ? ', which is maxSurgePercent' : ''}`,
    fix: 'write such a number',
  });
}
