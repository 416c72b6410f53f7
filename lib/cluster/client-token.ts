import type { PlainObject } from '../kubernetes/plain-json';
import { invalid } from '../refusals/invalid';
import { RayKind } from './ray-kind';
import type { RayTlsClusterBase } from './ray-tls-cluster-base';
import { AUTH_MODE, disabledAuthMode } from './spec/auth-mode';

/** KubeRay's key of the Secret with a cluster's token (v1.7.0). */
const TOKEN_KEY = 'auth_token';
/** KubeRay names the Secret by the cluster, and keeps the end of a longer name (`CheckName`, v1.7.0). */
const LONGEST_SECRET_NAME = 50;

/** The Secret in which KubeRay puts the token that it generates for a RayCluster of that name. */
export function generatedTokenSecret(clusterName: string): string {
  const end = clusterName.slice(-LONGEST_SECRET_NAME);
  return /^[a-z]/.test(end) ? end : `r${end.slice(1)}`;
}

/**
 * The variables that a client of the cluster needs: the token, or the explicit mode where Ray does not ask for one.
 *
 * @param credentialsDir where the client has its own ServiceAccount's token, which Ray has Kubernetes judge in that mode
 */
export function clientTokenOf(constructPath: string, cluster: RayTlsClusterBase, credentialsDir: string): PlainObject[] {
  const { authOptions } = cluster._spec;
  // The mode of an imported cluster is unknown.
  if (authOptions?.mode !== 'token') return cluster._isImported ? [] : disabledAuthMode(cluster.rayVersion);
  const mode = { name: AUTH_MODE, value: 'token' };
  if (authOptions.enableK8sTokenAuth === true) return [mode, { name: 'RAY_AUTH_TOKEN_PATH', value: `${credentialsDir}/token` }];
  const name = authOptions.secretName ?? secretOf(constructPath, cluster);
  return [mode, { name: 'RAY_AUTH_TOKEN', valueFrom: { secretKeyRef: { name, key: TOKEN_KEY } } }];
}

function secretOf(constructPath: string, cluster: RayTlsClusterBase): string {
  if (cluster.kind === RayKind.RAY_CLUSTER) return generatedTokenSecret(cluster.name);
  throw invalid(constructPath, {
    what: 'cluster',
    got: cluster.node.path,
    because: 'KubeRay generates a token for each cluster of a job or service, under a name that is unknown until it runs',
    fix: 'give it a token of your own: RayTokenSource.fromSecret(...)',
  });
}
