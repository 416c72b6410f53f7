import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { type JudgeRequest, judge } from './judge';

/** Where the kinds of Kubernetes' own that this library renders have their pod template. */
const TEMPLATE_PATHS: { readonly [kind: string]: readonly string[] } = {
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Deployment: ['spec', 'template'],
};

/** Why a namespace that enforces Pod Security `restricted` refuses a pod of these objects, one line each; and how many pods were judged. */
export function judgePodSecurity(objects: readonly any[], version: KubeRayVersion): { readonly pods: number; readonly refused: string[] } {
  const clusterOf = ({ spec }: any) => objects.find(({ metadata }) => metadata.name === spec.clusterSelector?.['ray.io/cluster']);
  const requests = objects.flatMap((object): JudgeRequest[] => {
    if (object.apiVersion === 'ray.io/v1') return [{ object, cluster: clusterOf(object) }];
    const path = TEMPLATE_PATHS[object.kind];
    if (path === undefined) return [];
    const template = path.reduce((value, field) => value[field], object);
    return [
      { object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: object.metadata.name, ...template.metadata }, spec: template.spec } },
    ];
  });
  const pods = judge(version, requests).flatMap((verdict, index) => {
    const { kind, metadata } = requests[index].object;
    if (verdict.refusal !== undefined) throw new Error(`${kind} ${metadata.name}: ${verdict.refusal}`);
    return verdict.pods.map(({ role, violations = [] }) =>
      violations.map((violation) => `${kind} ${metadata.name}, ${role}: ${violation}`),
    );
  });
  return { pods: pods.length, refused: pods.flat() };
}
