import { tryKubectl } from './kubectl';

/**
 * Stops the whole run, before any test, without a cluster to run on.
 *
 * KUBECONFIG has to be set, so that nobody's current context is used by accident.
 */
export default async function requireCluster(): Promise<void> {
  if (!process.env.KUBECONFIG) {
    throw new Error('KUBECONFIG is not set. Set it to the kubeconfig of a cluster for tests, with the KubeRay operator in it.');
  }
  const { status, stderr } = await tryKubectl(['get', 'crd', 'rayclusters.ray.io', '--request-timeout=15s'], { seconds: 30 });
  if (status === 0) return;
  const reason = stderr.trim().split('\n').at(-1);
  throw new Error(`no cluster with the KubeRay operator is reachable by KUBECONFIG=${process.env.KUBECONFIG}: ${reason}`);
}
