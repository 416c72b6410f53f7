import { TLS_VARIABLES } from '../../facts/tls-variables';
import { invalid } from '../invalid';

/** Variables that KubeRay appends to the Ray container unconditionally (v1.7.0): a second one is refused with the pod. */
const SET_BY_KUBERAY = [
  'RAY_CLUSTER_NAME',
  'RAY_CLUSTER_NAMESPACE',
  'RAY_CLOUD_INSTANCE_ID',
  'RAY_NODE_TYPE_NAME',
  'RAY_USAGE_STATS_EXTRA_TAGS',
  'KUBERAY_GEN_RAY_START_CMD',
  'FQ_RAY_IP',
  'RAY_IP',
];

/** Refuses environment variables in a Ray container that KubeRay or this library sets itself. */
export function requireNoReservedEnv(constructPath: string, place: string, env: readonly { readonly [key: string]: any }[]): void {
  for (const { name } of env) {
    const owner = TLS_VARIABLES.includes(name) ? 'the RayTls way' : SET_BY_KUBERAY.includes(name) ? 'KubeRay' : undefined;
    if (owner !== undefined) {
      throw invalid(constructPath, {
        what: `${place}: ${name}`,
        because: `${owner} sets this variable, and a Ray container cannot have it twice`,
        fix: 'remove it',
      });
    }
  }
}
