import { kubeRaySince } from '../../facts/kuberay-types';
import { invalid } from '../invalid';
import type { Json } from '../kuberay/rule';
import { TLS_OPTIONS_RULES } from '../kuberay/tls-options-rules';
import { kubeRayVersionAtLeast } from './kuberay-version';

/** Refuses a KubeRay that does not know `tlsOptions`, and what KubeRay rejects beside them. */
export function requireKubeRayTls(constructPath: string, spec: Json, kubeRayVersion: string): void {
  if (!kubeRayVersionAtLeast(kubeRayVersion, kubeRaySince('RayCluster', 'spec.tlsOptions'))) {
    throw invalid(constructPath, {
      what: 'kubeRayVersion',
      got: kubeRayVersion,
      because:
        'RayTls.managedByKubeRay is for KubeRay 1.7 and newer, with the feature gate RayClusterMTLS on; an older one drops tlsOptions and runs Ray without TLS',
      fix: 'set kubeRayVersion to the version that runs, or use RayTls.signedBy or RayTls.issuedBy',
    });
  }
  const [complaint] = TLS_OPTIONS_RULES.flatMap((rule) => rule.check(spec, { kubeRayVersion }));
  if (complaint !== undefined) throw invalid(constructPath, complaint);
}
