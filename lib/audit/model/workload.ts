import type { DataLookup } from './data';
import { at, text } from './json';
import { type Manifest, pathOf } from './manifest';
import { Pod } from './pod';
import { RayClusterView } from './ray-cluster';
import { type Found, walk } from './walk';

/** What a manifest has to run. */
export interface Workloads {
  readonly clusters: readonly RayClusterView[];
  /** The pods beside those of the clusters. */
  readonly pods: readonly Pod[];
}

/** The Ray clusters and the pods of a manifest, whatever its kind is. */
export function workloadsOf(manifest: Manifest, data: DataLookup): Workloads {
  const ofKubeRay = RayClusterView.keysIn(manifest);
  if (ofKubeRay !== undefined) return { clusters: [new RayClusterView(manifest, ofKubeRay, data)], pods: [] };
  const found = walk(manifest.json, manifest.group);
  const clusters = found.filter(({ what }) => what === 'ray spec').map(({ keys }) => new RayClusterView(manifest, keys, data));
  const templates = found.filter((each) => each.what === 'pod template' || each.what === 'pod spec');
  return { clusters, pods: templates.map((each) => podOf(manifest, each, templates.length > 1, data)) };
}

function podOf(manifest: Manifest, { keys, ...found }: Exclude<Found, { what: 'text' }>, isOneOfMany: boolean, data: DataLookup): Pod {
  const path = pathOf(keys);
  return new Pod({
    manifest,
    data,
    path,
    template: found.json,
    containerFields: found.what === 'pod spec' ? found.containers : undefined,
    role: 'workload',
    title: `${manifest.kind} ${manifest.name}${isOneOfMany ? ` (${path})` : ''}`,
    replicas: replicasOf(manifest, keys),
  });
}

const COUNTS = ['replicas', 'parallelism', 'size'];

/** The greatest number that stands on the way to a template; how many there are of a DaemonSet, one for each node, no manifest says. */
function replicasOf(manifest: Manifest, keys: readonly string[]): number {
  if (manifest.kind === 'DaemonSet') return 2;
  const parents = keys.map((_, index) => at(manifest.json, ...keys.slice(0, index)));
  const counts = parents.flatMap((parent) => COUNTS.map((field) => Number(text(at(parent, field)) ?? 1) || 1));
  return Math.max(1, ...counts);
}
