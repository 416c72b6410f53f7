import { requireHeadTakesSidecar, requireJobPod, requireNoRetries } from '../../../lib/refusals/job/submission';
import { refusal } from '../refusals';

const sidecar = (spec: object) => () => requireHeadTakesSidecar('ray/job', { spec: { containers: [{ name: 'ray' }], ...spec } });

test('a head takes the sidecar, unless it restarts or has a container of that name', () => {
  for (const spec of [{}, { restartPolicy: 'Never' }, { initContainers: [{ name: 'leaf' }] }]) expect(sidecar(spec)).not.toThrow();
  expect(refusal(sidecar({ restartPolicy: 'Always' }))).toBe(
    "[ray/job] head.template.spec.restartPolicy is 'Always': with RaySubmission.sidecar() KubeRay restarts nothing on the head, so that no job is submitted twice. Fix: remove it, or write 'Never'.",
  );
  for (const place of ['containers', 'initContainers']) {
    expect(refusal(sidecar({ [place]: [{ name: 'other' }, { name: 'ray-job-submitter' }] }))).toBe(
      "[ray/job] head.template.spec.containers is 'ray-job-submitter': KubeRay adds a container of that name with RaySubmission.sidecar(). Fix: rename yours.",
    );
  }
});

test('the pods of a Job end', () => {
  const pod = (restartPolicy?: string) => () => requireJobPod('ray/job', { spec: { restartPolicy } });
  for (const ending of ['Never', 'OnFailure']) expect(pod(ending)).not.toThrow();
  expect(refusal(pod('Always'))).toBe(
    "[ray/job] submission: template.spec.restartPolicy is 'Always': the pods of a Kubernetes Job end. Fix: remove it, or write 'Never' or 'OnFailure'.",
  );
});

test('what nobody submits anew is not tried again', () => {
  for (const none of [undefined, 0]) expect(() => requireNoRetries('ray/job', none)).not.toThrow();
  expect(refusal(() => requireNoRetries('ray/job', 1))).toBe(
    '[ray/job] backoffLimit is 1: each retry makes a new cluster, and with RaySubmission.interactive() nobody would submit the job to it. Fix: remove it, or choose another submission.',
  );
});
