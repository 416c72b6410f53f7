import { TLS_VARIABLES } from '../../facts/tls-variables';
import { type Rule, Severity } from '../rule';

export const tlsBesideTlsOptions: Rule = {
  id: 'tls-beside-tls-options',
  title: 'TLS of your own beside tlsOptions',
  why: 'With `tlsOptions` KubeRay sets the TLS variables, the volume `ray-tls` and its mount itself, and refuses a cluster that has them already.',
  fix: 'Keep one of the two: remove `tlsOptions`, or the variables, volumes and mounts.',
  source: 'KubeRay v1.7.0, `ValidateRayClusterSpec`',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters
      .filter(({ hasTlsOptions }) => hasTlsOptions)
      .flatMap(({ rayPods }) => rayPods)
      .flatMap((pod) =>
        pod.rayContainers.flatMap((container) => {
          const variables = TLS_VARIABLES.filter((name) => container.env.has(name));
          const mounts = container.mounts.filter(({ volume, mountPath }) => volume === 'ray-tls' || mountPath === '/etc/ray/tls');
          return [
            ...(variables.length === 0
              ? []
              : [{ path: `${container.path}.env`, message: `${variables.join(', ')} set beside tlsOptions` }]),
            ...mounts.map(({ path, mountPath }) => ({ path, message: `${mountPath} is mounted beside tlsOptions` })),
          ].map((place) => ({ manifest: pod.manifest, ...place }));
        }),
      ),
};
