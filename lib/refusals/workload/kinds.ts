import { invalid } from '../invalid';

const TEMPLATE = ['spec', 'template'];

/** Where the kinds of workload have the template of their pods. */
const TEMPLATES: { readonly [kind: string]: readonly string[] } = {
  'apps/Deployment': TEMPLATE,
  'apps/StatefulSet': TEMPLATE,
  'apps/DaemonSet': TEMPLATE,
  'batch/Job': TEMPLATE,
  'batch/CronJob': ['spec', 'jobTemplate', ...TEMPLATE],
};

/** Where a workload has the template of its pods, field by field; refuses what is no workload. */
export function podTemplateField(
  constructPath: string,
  workload: { readonly apiGroup: string; readonly kind: string; readonly name: string },
): readonly string[] {
  const field = TEMPLATES[`${workload.apiGroup}/${workload.kind}`];
  if (field !== undefined) return field;
  throw invalid(constructPath, {
    what: 'workload',
    got: `${workload.kind} '${workload.name}' of ${workload.apiGroup}`,
    because: 'it is none of the kinds whose pod template is known: Deployment, StatefulSet, DaemonSet, Job, CronJob',
    fix: 'pass one of them; a RayCluster gets its identity by RayTlsCluster',
  });
}
