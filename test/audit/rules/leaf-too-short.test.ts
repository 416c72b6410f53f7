import { leafTooShort as rule } from '../../../lib/audit/rules/leaf-too-short';
import { certificate, complaints, headPod, rayCluster, shareLeaf } from './support';

const cluster = rayCluster((spec) => shareLeaf(headPod(spec)));
const issued = (duration?: string) => complaints(rule, [cluster, certificate('ray-tls', { duration })]);
const signed = (value: string) =>
  complaints(rule, [rayCluster((spec) => headPod(spec).initContainers[0].env.push({ name: 'LEAF_SECONDS', value }))]);

test.each([['24h'], ['2160h'], [undefined], ['a year']])('compliant: a Certificate for %s', (duration) => {
  expect(issued(duration)).toEqual([]);
});

test('non-compliant: a Certificate for less than a day', () => {
  expect(issued('23h59m')).toEqual(['Certificate ray/ray-tls: spec.duration: the leaf lives 23h59m, less than 24 h']);
});

test('compliant: a Certificate that no Ray pod uses', () => {
  expect(complaints(rule, [cluster, certificate('other', { duration: '1h' })])).toEqual([]);
});

test('the leaf of an init container is judged by its seconds', () => {
  expect(signed('86400')).toEqual([]);
  expect(signed('86399')).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.initContainers[0].env: the leaf lives 86399s, less than 24 h',
  ]);
});
