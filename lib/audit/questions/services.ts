import { at, type Json, object, objects, text } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { RayClusterView } from '../model/ray-cluster';
import { matches, SelectorIndex } from './selector';

/** A Service before Ray pods: one in the set, or the head's, which KubeRay makes. */
export interface RayService {
  readonly manifest: Manifest;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly sourceRanges: boolean;
  readonly pod: Pod;
  /** The ports of the pod behind each of its own. */
  readonly ports: readonly { readonly names: readonly string[]; readonly target: string }[];
}

/** What KubeRay exposes of a head whose Ray container declares no port (v1.7.0). */
const DEFAULT_PORTS: readonly Json[] = [
  { name: 'gcs-server', containerPort: 6379 },
  { name: 'client', containerPort: 10001 },
  { name: 'dashboard', containerPort: 8265 },
  { name: 'metrics', containerPort: 8080 },
  { name: 'serve', containerPort: 8000 },
];

/** The Services that lead to Ray pods. */
export function rayServices(set: ManifestSet): readonly RayService[] {
  return set.once('Services before Ray pods', () => [...set.clusters.flatMap(headService), ...ownServices(set)]);
}

function headService(cluster: RayClusterView): RayService[] {
  const [head] = cluster.pods;
  const group = object(cluster.spec.headGroupSpec);
  const template = object(group.headService);
  const fromTemplate = text(at(template, 'spec', 'type'));
  const declared = head.rayContainers[0]?.ports ?? [];
  return [
    {
      manifest: cluster.manifest,
      path: `${cluster.path}.headGroupSpec.${fromTemplate === undefined ? 'serviceType' : 'headService.spec.type'}`,
      name: text(at(template, 'metadata', 'name')) ?? `${cluster.manifest.name}-head-svc`,
      type: fromTemplate ?? text(group.serviceType) ?? 'ClusterIP',
      sourceRanges: Array.isArray(at(template, 'spec', 'loadBalancerSourceRanges')),
      pod: head,
      ports: (declared.length === 0 ? DEFAULT_PORTS : declared).map(({ name, containerPort }) => {
        const target = text(containerPort) ?? '';
        return { names: [text(name) ?? '', target], target };
      }),
    },
  ];
}

function ownServices(set: ManifestSet): RayService[] {
  const index = new SelectorIndex(
    set.ofKind('Service').filter(({ spec }) => Object.keys(object(spec.selector)).length > 0),
    ({ namespace, spec }) => ({ namespace, labels: spec.selector }),
  );
  return set.rayNodes.flatMap((pod) =>
    index
      .candidates(pod.namespace, pod.labels)
      .filter(({ spec }) => matches({ matchLabels: spec.selector }, pod.labels))
      .map((manifest) => ({
        manifest,
        path: 'spec.type',
        name: manifest.name,
        type: text(manifest.spec.type) ?? 'ClusterIP',
        sourceRanges: Array.isArray(manifest.spec.loadBalancerSourceRanges),
        pod,
        ports: objects(manifest.spec.ports).map((port) => ({
          names: [text(port.name) ?? '', text(port.port) ?? ''],
          target: targetOf(port, pod),
        })),
      })),
  );
}

function targetOf({ port, targetPort }: Json, pod: Pod): string {
  const target = text(targetPort) ?? text(port) ?? '';
  const named = pod.containers.flatMap(({ ports }) => ports).find(({ name }) => name === target);
  return text(named?.containerPort) ?? target;
}
