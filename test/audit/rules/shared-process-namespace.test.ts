import { sharedProcessNamespace as rule } from '../../../lib/audit/rules/shared-process-namespace';
import { complaints, headPod, proxy, rayCluster } from './support';

const found = (change: (spec: any) => void) => complaints(rule, [rayCluster(change)]);
const HERE =
  'RayCluster ray/training: spec.headGroupSpec.template.spec.shareProcessNamespace: Ray in the head sees the processes of its other containers';

test('compliant: without it, or with nobody to share with', () => {
  expect(found((spec) => headPod(spec).containers.push(proxy()))).toEqual([]);
  expect(found((spec) => Object.assign(headPod(spec), { shareProcessNamespace: true }))).toEqual([]);
});

test("non-compliant: beside a sidecar, or the autoscaler's container", () => {
  const sharing = (change: (spec: any) => void) =>
    found((spec) => {
      headPod(spec).shareProcessNamespace = true;
      change(spec);
    });
  expect(sharing((spec) => headPod(spec).containers.push(proxy()))).toEqual([HERE]);
  expect(sharing((spec) => Object.assign(spec, { enableInTreeAutoscaling: true }))).toEqual([HERE]);
});
