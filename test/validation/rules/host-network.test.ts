import { hostNetwork as rule } from '../../../lib/validation/rules/host-network';
import { complaints, headPod, object, rayCluster } from './support';

test('compliant: the network of pods', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
  expect(complaints(rule, [object('Pod', 'other', { spec: { hostNetwork: true, containers: [{ name: 'a' }] } })])).toEqual([]);
});

test('non-compliant: that of the node', () => {
  const cluster = rayCluster((spec) => {
    headPod(spec).hostNetwork = true;
  });
  expect(complaints(rule, [cluster])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.hostNetwork: the head uses the network of its node',
  ]);
});
