import { invalid } from '../invalid';

type Json = { readonly [key: string]: any };

/** The name that KubeRay gives to the sidecar that submits. */
const SIDECAR_CONTAINER = 'ray-job-submitter';

/** Refuses a head that KubeRay cannot add its submitter to (`ValidateRayJobSpec` of v1.7.0). */
export function requireHeadTakesSidecar(constructPath: string, headTemplate: Json): void {
  const { restartPolicy, containers, initContainers = [] } = headTemplate.spec;
  if (restartPolicy !== undefined && restartPolicy !== 'Never') {
    throw invalid(constructPath, {
      what: 'head.template.spec.restartPolicy',
      got: restartPolicy,
      because: 'with RaySubmission.sidecar() KubeRay restarts nothing on the head, so that no job is submitted twice',
      fix: "remove it, or write 'Never'",
    });
  }
  if ([...containers, ...initContainers].every(({ name }: Json) => name !== SIDECAR_CONTAINER)) return;
  throw invalid(constructPath, {
    what: 'head.template.spec.containers',
    got: SIDECAR_CONTAINER,
    because: 'KubeRay adds a container of that name with RaySubmission.sidecar()',
    fix: 'rename yours',
  });
}

/** Refuses a submitter's pod that no Kubernetes Job can have. */
export function requireJobPod(constructPath: string, template: Json): void {
  const { restartPolicy } = template.spec;
  if (restartPolicy === 'Never' || restartPolicy === 'OnFailure') return;
  throw invalid(constructPath, {
    what: 'submission: template.spec.restartPolicy',
    got: restartPolicy,
    because: 'the pods of a Kubernetes Job end',
    fix: "remove it, or write 'Never' or 'OnFailure'",
  });
}

/** Refuses retries of a whole job that nobody would submit anew. */
export function requireNoRetries(constructPath: string, backoffLimit: number | undefined): void {
  if (backoffLimit === undefined || backoffLimit === 0) return;
  throw invalid(constructPath, {
    what: 'backoffLimit',
    got: backoffLimit,
    because: 'each retry makes a new cluster, and with RaySubmission.interactive() nobody would submit the job to it',
    fix: 'remove it, or choose another submission',
  });
}
