import { rayAsRoot as rule } from '../../../lib/audit/rules/ray-as-root';
import { complaints, headContainer, headPod, rayCluster } from './support';

const found = (ofPod: object, ofContainer: object = {}) =>
  complaints(rule, [
    rayCluster((spec) => {
      headPod(spec).securityContext = ofPod;
      headContainer(spec).securityContext = ofContainer;
    }),
  ]);
const POD = 'RayCluster ray/training: spec.headGroupSpec.template.spec';

test("compliant: the image's user, another one, or one that the container sets over the pod's", () => {
  expect(found({})).toEqual([]);
  expect(found({ runAsUser: 1000 })).toEqual([]);
  expect(found({ runAsUser: 0 }, { runAsUser: 1000 })).toEqual([]);
});

test('non-compliant: uid 0, of the pod or of the container', () => {
  expect(found({ runAsUser: 0 })).toEqual([`${POD}.securityContext.runAsUser: the head runs as uid 0`]);
  expect(found({ runAsUser: 1000 }, { runAsUser: 0 })).toEqual([`${POD}.containers[0].securityContext.runAsUser: the head runs as uid 0`]);
});
