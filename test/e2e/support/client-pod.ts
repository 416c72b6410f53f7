import type { KubeObject } from './sandbox';

/** The container of a client pod. */
export const CLIENT = 'client';

/** A pod that gets its leaf as a worker does, from the CA in a Secret, and then waits for commands. */
export function clientPod(name: string, rayCluster: KubeObject, caSecretName: string): string {
  const { spec } = structuredClone(rayCluster.spec.workerGroupSpecs[0].template);
  for (const volume of spec.volumes) {
    if (volume.name === 'ray-tls-ca') volume.secret.secretName = caSecretName;
  }
  // Here no Ray runs that probes could ask.
  const { startupProbe, readinessProbe, livenessProbe, ...ray } = spec.containers[0];
  const client = {
    ...ray,
    name: CLIENT,
    command: ['sleep', 'infinity'],
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '1Gi' } },
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: rayCluster.metadata.namespace, labels: { client: name } },
    spec: { ...spec, containers: [client], terminationGracePeriodSeconds: 0 },
  });
}
