import { at, isObject, text } from './json';
import type { Manifest } from './manifest';
import { Pod } from './pod';

/** Where each kind of workload has its pod template; a Pod is its own. */
const TEMPLATES: { readonly [kind: string]: readonly string[] } = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The pod of a manifest that is one of Kubernetes' own workloads. */
export function workloadPod(manifest: Manifest): Pod | undefined {
  const path =
    ['', 'apps', 'batch'].includes(manifest.group) && Object.hasOwn(TEMPLATES, manifest.kind) ? TEMPLATES[manifest.kind] : undefined;
  if (path === undefined) return undefined;
  const template = at(manifest.json, ...path);
  if (!isObject(template)) return undefined;
  const title = `${manifest.kind} ${manifest.name}`;
  return new Pod({ manifest, path: path.join('.'), template, role: 'workload', title, replicas: replicasOf(manifest) });
}

function replicasOf(manifest: Manifest): number {
  // One for each node; how many there are no manifest says.
  if (manifest.kind === 'DaemonSet') return 2;
  return Number(text(manifest.spec.replicas ?? manifest.spec.parallelism) ?? 1) || 1;
}
