import { type Json, objects, text } from '../model/json';
import type { Pod } from '../model/pod';
import { type Complaint, type Rule, Severity } from '../rule';

export const duplicateKey: Rule = {
  id: 'duplicate-key',
  title: 'A list has two items of one key',
  why: 'Kubernetes merges these lists by key: the API server refuses the object, or one of the two silently wins.',
  fix: 'Keep one of the two.',
  source: 'KubeRay v1.7.0, `x-kubernetes-list-map-keys` of its CRDs',
  severity: Severity.ERROR,
  check: (set) => set.rayPods.flatMap((pod) => complaintsAbout(pod)),
};

function complaintsAbout(pod: Pod): Complaint[] {
  const containers = [...pod.initContainers, ...pod.containers, ...pod.rayContainers.slice(1)];
  return [
    ...doubles(pod, pod.spec, pod.specPath, 'containers', 'name'),
    ...doubles(pod, pod.spec, pod.specPath, 'initContainers', 'name'),
    ...doubles(pod, pod.spec, pod.specPath, 'volumes', 'name'),
    ...[...new Map(containers.map((container) => [container.path, container])).values()].flatMap(({ json, path }) => [
      ...doubles(pod, json, path, 'env', 'name'),
      ...doubles(pod, json, path, 'volumeMounts', 'mountPath'),
    ]),
  ];
}

function doubles(pod: Pod, parent: Json, path: string, field: string, key: string): Complaint[] {
  const keys = objects(parent[field]).flatMap((item) => text(item[key]) ?? []);
  const seen = new Set<string>();
  const twice = keys.filter((each) => seen.has(each) || !seen.add(each));
  return [...new Set(twice)].map((each) => ({
    manifest: pod.manifest,
    path: `${path}.${field}`,
    message: `two items have the ${key} '${each}'`,
  }));
}
