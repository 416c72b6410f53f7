import { at, isObject, text } from '../model/json';
import type { Manifest } from '../model/manifest';
import { pathOf } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { startsRay } from '../model/programs';
import { KUBERAY_KINDS } from '../model/ray-cluster';
import { type Rule, Severity } from '../rule';

/** An image of Ray, whole or without its tag. */
const IMAGE = /(?:^|\/)rayproject\/ray(?:-ml|-llm)?(?:[:@]|$)/;
/** KubeRay's Helm chart for a cluster. */
const CHART = /^(?:kuberay\/|oci:\/\/.*\/)?ray-cluster$/;
/** Fields that describe, and run nothing. */
const DESCRIBING = ['metadata', 'status', 'description', 'summary'];
/** Kinds that speak of Ray and have no pods. */
const OTHERS =
  /^(?:CustomResourceDefinition|.*Policy|.*PolicyBinding|PrometheusRule|.*Monitor|Role|ClusterRole|RoleBinding|ClusterRoleBinding|Secret|Service)$/;
const DEEPEST = 100;

export const notUnderstood: Rule = {
  id: 'not-understood',
  title: 'An object runs Ray in a way that the audit does not understand',
  why: 'No rule looked at it, so the report says nothing of what it leaves open.',
  fix: 'Audit what comes of it: render the chart (`helm template`), or take the objects from the cluster (`kubectl get rayclusters,pods -o yaml`).',
  source: 'This library',
  severity: Severity.WARNING,
  check: (set) => {
    const understood = objectsWithPods(set);
    const ofKubeRay = set.manifests.flatMap((manifest) => lackOf(manifest).map((message) => ({ manifest, path: 'spec', message })));
    const others = set.manifests
      .filter((manifest) => !understood.has(manifest) && !OTHERS.test(manifest.kind))
      .flatMap((manifest) => {
        const trace = traceIn(manifest.json, []);
        if (trace === undefined || (manifest.kind === 'ConfigMap' && isRun(set, trace.value))) return [];
        return [{ manifest, path: pathOf(trace.keys), message: `here is ${trace.what}, and no pod was found in the object` }];
      });
    return [...ofKubeRay, ...others];
  },
};

/** What an object of KubeRay's lacks of a cluster; a job may run in one that is there. */
function lackOf(manifest: Manifest): string[] {
  if (manifest.group !== 'ray.io') return [];
  const known = Object.hasOwn(KUBERAY_KINDS, manifest.kind) ? KUBERAY_KINDS[manifest.kind] : undefined;
  if (known === undefined) return manifest.kind.endsWith('List') ? [] : [`${manifest.kind} is no kind that the audit knows`];
  if (isObject(at(manifest.json, ...known.specPath, 'headGroupSpec')) || hasSelector(manifest)) return [];
  return [`the ${manifest.kind} has no headGroupSpec at ${known.specPath.join('.')}`];
}

function hasSelector({ json }: Manifest): boolean {
  return [['spec'], ['spec', 'jobTemplate']].some((keys) => isObject(at(json, ...keys, 'clusterSelector')));
}

/** The objects in which a pod was found, and those that hold them. */
function objectsWithPods(set: ManifestSet): ReadonlySet<Manifest> {
  const found = new Set<Manifest>();
  const add = (manifest: Manifest | undefined): void => {
    if (manifest === undefined || found.has(manifest)) return;
    found.add(manifest);
    add(manifest.origin.within);
  };
  for (const { manifest } of set.pods) add(manifest);
  for (const { manifest } of set.clusters) add(manifest);
  return found;
}

interface Trace {
  readonly keys: readonly string[];
  readonly what: string;
  readonly value: string;
}

/** The first thing in an object that says that Ray runs. */
function traceIn(value: unknown, keys: readonly string[]): Trace | undefined {
  if (keys.length > DEEPEST) return undefined;
  const name = keys[keys.length - 1] ?? '';
  const content = text(value);
  if (content !== undefined) return traceOf(name, content, keys);
  if (name === 'headGroupSpec' && isObject(value) && !isObject(value.properties)) return { keys, what: 'a headGroupSpec', value: '' };
  for (const [key, child] of Object.entries(isObject(value) || Array.isArray(value) ? value : {})) {
    const trace = DESCRIBING.includes(key) && keys.length < 1 ? undefined : traceIn(child, [...keys, key]);
    if (trace !== undefined) return trace;
  }
  return undefined;
}

function traceOf(name: string, content: string, keys: readonly string[]): Trace | undefined {
  if (/^(?:image|repository)$/i.test(name) && IMAGE.test(content)) return { keys, what: 'an image of Ray', value: content };
  if (/^(?:chart|name)$/.test(name) && CHART.test(content)) return { keys, what: "KubeRay's chart ray-cluster", value: content };
  if (/(?:^|\n)[ \t-]*headGroupSpec:/.test(content)) return { keys, what: 'a text with a headGroupSpec', value: content };
  return startsRay(content) ? { keys, what: '`ray start`', value: content } : undefined;
}

/** Whether a pod of the set runs a script. */
function isRun(set: ManifestSet, script: string): boolean {
  const programs = set.once(
    'programs of Ray pods',
    () => new Set(set.rayPods.flatMap((pod) => pod.rayContainers.flatMap((container) => container.programs))),
  );
  return [...programs].some(
    (program) => program === script || program.replace(/\s+/g, ' ') === script.replace(/\\\r?\n/g, ' ').replace(/\s+/g, ' '),
  );
}
