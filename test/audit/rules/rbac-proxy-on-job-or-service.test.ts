import { rbacProxyOnJobOrService as rule } from '../../../lib/audit/rules/rbac-proxy-on-job-or-service';
import { complaints, headPod, proxy, rayCluster, rayJob, rayService, workerPod } from './support';

const guarded = (spec: any) => headPod(spec).containers.push(proxy());

test('compliant: before a RayCluster', () => {
  expect(complaints(rule, [rayCluster(guarded), rayJob(), rayService((spec) => workerPod(spec).containers.push(proxy()))])).toEqual([]);
});

test('non-compliant: before a RayJob or RayService', () => {
  expect(complaints(rule, [rayJob(guarded), rayService(guarded)])).toEqual([
    "RayJob ray/train: spec.rayClusterSpec.headGroupSpec.template.spec.containers[1]: the operator's requests for this RayJob are refused",
    "RayService ray/answers: spec.rayClusterConfig.headGroupSpec.template.spec.containers[1]: the operator's requests for this RayService are refused",
  ]);
});

test('non-compliant: in a RayCronJob', () => {
  const { spec, ...rest } = rayJob(guarded);
  expect(complaints(rule, [{ ...rest, kind: 'RayCronJob', spec: { schedule: '@daily', jobTemplate: spec } }])).toEqual([
    "RayCronJob ray/train: spec.jobTemplate.rayClusterSpec.headGroupSpec.template.spec.containers[1]: the operator's requests for this RayCronJob are refused",
  ]);
});

test('a proxy is known by its image too', () => {
  const cluster = rayJob((spec) => headPod(spec).containers.push({ name: 'guard', image: 'registry.example/kube-rbac-proxy@sha256:00' }));
  expect(complaints(rule, [cluster])).toHaveLength(1);
});
