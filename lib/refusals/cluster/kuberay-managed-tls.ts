import { kubeRaySince } from '../../facts/kuberay-types';
import { invalid } from '../invalid';
import { kubeRayVersionAtLeast } from './kuberay-version';

type Json = { readonly [key: string]: any };

const VARIABLES = ['RAY_USE_TLS', 'RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT'];
const MOUNT_NAME = 'ray-tls';
const MOUNT_PATH = '/etc/ray/tls';

/** Refuses what KubeRay refuses, or silently lets override its own, in a RayCluster with `tlsOptions` (`validateTLSOptions` of v1.7.0). */
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
  const groups: Json[] = spec.workerGroupSpecs ?? [];
  const places: [string, Json | undefined][] = [
    ['headGroupSpec.template.spec.containers[0]', rayContainer(spec.headGroupSpec)],
    ...groups.map((group, index): [string, Json | undefined] => [
      `workerGroupSpecs[${index}].template.spec.containers[0]`,
      rayContainer(group),
    ]),
    ['autoscalerOptions', spec.autoscalerOptions],
  ];
  for (const [place, container] of places) requireNothingOfKubeRays(constructPath, place, container);
}

function requireNothingOfKubeRays(constructPath: string, place: string, container: Json | undefined): void {
  const variable = (container?.env ?? []).find(({ name }: Json) => VARIABLES.includes(name));
  const mount = (container?.volumeMounts ?? []).find(({ name, mountPath }: Json) => name === MOUNT_NAME || mountPath === MOUNT_PATH);
  if (variable === undefined && mount === undefined) return;
  throw invalid(constructPath, {
    what: variable === undefined ? `${place}.volumeMounts` : `${place}.env`,
    got: variable === undefined ? mount : variable.name,
    because: 'KubeRay sets it itself under tlsOptions, and refuses the cluster otherwise',
    fix: variable === undefined ? `mount another volume than '${MOUNT_NAME}', at another path than ${MOUNT_PATH}` : 'remove it',
  });
}

function rayContainer(group: Json): Json | undefined {
  return group?.template?.spec?.containers?.[0];
}
