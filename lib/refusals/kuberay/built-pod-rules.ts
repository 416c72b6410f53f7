import type { Complaint } from '../invalid';
import { containersOf, groupsOf, initContainersOf, isAutoscaled, type PlacedGroup, workerGroupsOf } from './cluster-spec';
import type { Json, KubeRayRule } from './rule';

const AUTOSCALER = 'autoscaler';
const WAIT_FOR_HEAD = 'wait-gcs-ready';
const WAIT_FOR_TLS = 'wait-for-tls-ip-san';

/** What KubeRay takes, and then builds pods from that the API server rejects. */
export const BUILT_POD_RULES: readonly KubeRayRule[] = [
  {
    id: 'container-of-kuberay',
    source: 'DefaultHeadPodTemplate and DefaultWorkerPodTemplate, KubeRay v1.7.0',
    check: (spec) => {
      const always = spec.tlsOptions?.enabled === true ? [WAIT_FOR_TLS] : [];
      const head: PlacedGroup = { place: 'headGroupSpec', group: spec.headGroupSpec ?? {} };
      return [
        ...collisions(head, [...always, ...(isAutoscaled(spec) ? [AUTOSCALER] : [])]),
        ...workerGroupsOf(spec).flatMap((group) => collisions(group, [...always, WAIT_FOR_HEAD])),
      ];
    },
  },
  {
    id: 'container-names-once',
    source: 'ValidatePodSpec, Kubernetes v1.34.4',
    check: (spec) =>
      groupsOf(spec).flatMap(({ place, group }) => {
        const names = containersOf(group).map(({ name }) => name);
        return initContainersOf(group)
          .filter(({ name }) => names.includes(name))
          .map(({ name: got }) => ({
            what: `${place}.template.spec.initContainers`,
            got,
            because: 'a container of the pod has that name too, and the API server rejects two',
            fix: 'rename one of the two',
          }));
      }),
  },
];

/** The API server takes a name once in a pod, among containers and init containers together. */
function collisions({ place, group }: PlacedGroup, added: readonly string[]): Complaint[] {
  const lists: [string, readonly Json[]][] = [
    ['containers', containersOf(group)],
    ['initContainers', initContainersOf(group)],
  ];
  return lists.flatMap(([field, containers]) =>
    containers
      .filter(({ name }) => added.includes(name))
      .map(({ name: got }) => ({
        what: `${place}.template.spec.${field}`,
        got,
        because: 'KubeRay adds a container of that name to the pod, and the API server rejects two',
        fix: 'rename yours',
      })),
  );
}
