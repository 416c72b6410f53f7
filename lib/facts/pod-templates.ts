/** Kubernetes JSON. */
type Json = { [field: string]: any };

/** Where an object has templates of pods: names of fields, `*` for each item of a list or a map. No field at all is a Pod itself. */
export type TemplatePath = readonly string[];

const TEMPLATE = ['spec', 'template'];
const REPLICA_SPECS = (field: string) => ['spec', field, '*', 'template'];

/** Where the kinds of workload have the templates of their pods. */
const TEMPLATES: { readonly [kind: string]: readonly TemplatePath[] } = {
  'core/Pod': [[]],
  'core/ReplicationController': [TEMPLATE],
  'apps/Deployment': [TEMPLATE],
  'apps/ReplicaSet': [TEMPLATE],
  'apps/StatefulSet': [TEMPLATE],
  'apps/DaemonSet': [TEMPLATE],
  'batch/Job': [TEMPLATE],
  'batch/CronJob': [['spec', 'jobTemplate', ...TEMPLATE]],
  'apps.openshift.io/DeploymentConfig': [TEMPLATE],
  'apps.kruise.io/CloneSet': [TEMPLATE],
  'apps.kruise.io/StatefulSet': [TEMPLATE],
  'argoproj.io/Rollout': [TEMPLATE],
  'batch.volcano.sh/Job': [['spec', 'tasks', '*', 'template']],
  'jobset.x-k8s.io/JobSet': [['spec', 'replicatedJobs', '*', 'template', ...TEMPLATE]],
  'kubeflow.org/MPIJob': [REPLICA_SPECS('mpiReplicaSpecs')],
  'kubeflow.org/Notebook': [TEMPLATE],
  'kubeflow.org/PyTorchJob': [REPLICA_SPECS('pytorchReplicaSpecs')],
  'kubeflow.org/TFJob': [REPLICA_SPECS('tfReplicaSpecs')],
  'leaderworkerset.x-k8s.io/LeaderWorkerSet': [
    ['spec', 'leaderWorkerTemplate', 'leaderTemplate'],
    ['spec', 'leaderWorkerTemplate', 'workerTemplate'],
  ],
  'serving.knative.dev/Configuration': [TEMPLATE],
  'serving.knative.dev/Service': [TEMPLATE],
};

/** What tells the kind of an object: an ApiObject has it. */
export interface KindOfObject {
  readonly apiGroup: string;
  readonly kind: string;
}

/** Where objects of a kind have templates of pods; undefined for a kind that is not known. */
export function templatePathsOf({ apiGroup, kind }: KindOfObject): readonly TemplatePath[] | undefined {
  const key = `${apiGroup === '' ? 'core' : apiGroup}/${kind}`;
  return Object.hasOwn(TEMPLATES, key) ? TEMPLATES[key] : undefined;
}

/** A path as users write it, `spec.tasks[*].template`. Undefined for what is none. */
export function templatePathFrom(text: string): TemplatePath | undefined {
  const steps = text
    .replace(/^\$?\./, '')
    .replace(/\[(\*|\d+)\]/g, '.$1')
    .split('.');
  return steps.every((step) => /^(\*|[-\w]+)$/.test(step)) ? steps : undefined;
}

/** The templates that are there, each at its own path without `*`, in the order of the manifest. */
export function templatesAt(manifest: Json, path: TemplatePath): { readonly path: readonly string[]; readonly template: Json }[] {
  let found = [{ path: [] as string[], template: manifest as any }];
  for (const step of path) {
    found = found.flatMap(({ path: before, template: value }) => {
      if (typeof value !== 'object' || value === null) return [];
      const keys = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : [];
      return keys.map((key) => ({ path: [...before, key], template: value[key] }));
    });
  }
  return found.filter(({ template }) => typeof template === 'object' && template !== null);
}

/** The labels by which a workload's pods are told: those of its own selector, else those that all of its pods have. Undefined for no workload. */
export function podLabelsOf(object: KindOfObject & { toJson(): any }): { readonly [label: string]: string } | undefined {
  const paths = templatePathsOf(object);
  if (paths === undefined) return undefined;
  const manifest = object.toJson();
  const selected = manifest.spec?.selector?.matchLabels;
  if (selected !== undefined) return selected;
  const labels = paths.flatMap((path) => templatesAt(manifest, path)).map(({ template }) => template.metadata?.labels ?? {});
  const [first = {}, ...others] = labels;
  return Object.fromEntries(Object.entries<string>(first).filter(([key, value]) => others.every((other) => other[key] === value)));
}
