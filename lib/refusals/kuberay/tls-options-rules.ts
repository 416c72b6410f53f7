import { TLS_VARIABLES } from '../../facts/tls-variables';
import type { Complaint } from '../invalid';
import { groupsOf, rayContainerOf } from './cluster-spec';
import type { Json, KubeRayRule } from './rule';

const MOUNT_NAME = 'ray-tls';
const MOUNT_PATH = '/etc/ray/tls';

/** What KubeRay rejects, or silently lets override its own, in a RayCluster with `tlsOptions`. */
export const TLS_OPTIONS_RULES: readonly KubeRayRule[] = [
  {
    id: 'tls-options',
    source: 'validateTLSOptions, KubeRay v1.7.0',
    since: '1.7',
    check: (spec) => {
      if (spec.tlsOptions?.enabled !== true) return [];
      const groups = groupsOf(spec).map(({ place, group }): [string, Json] => [
        `${place}.template.spec.containers[0]`,
        rayContainerOf(group),
      ]);
      const places: [string, Json][] = [...groups, ['autoscalerOptions', spec.autoscalerOptions ?? {}]];
      return places.flatMap(([place, container]) => complaintsAbout(place, container));
    },
  },
];

function complaintsAbout(place: string, { env = [], volumeMounts = [] }: Json): Complaint[] {
  const because = 'KubeRay sets it itself under tlsOptions, and refuses the cluster otherwise';
  const variables = env.filter(({ name }: Json) => TLS_VARIABLES.includes(name));
  const mounts = volumeMounts.filter(({ name, mountPath }: Json) => name === MOUNT_NAME || mountPath === MOUNT_PATH);
  return [
    ...variables.map(({ name }: Json) => ({ what: `${place}.env`, got: name, because, fix: 'remove it' })),
    ...mounts.map((got: Json) => ({
      what: `${place}.volumeMounts`,
      got,
      because,
      fix: `mount another volume than '${MOUNT_NAME}', at another path than ${MOUNT_PATH}`,
    })),
  ];
}
