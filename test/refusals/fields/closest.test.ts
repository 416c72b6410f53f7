import { closest, isSameName } from '../../../lib/refusals/fields/closest';

const FIELDS = ['containers', 'initContainers', 'nodeSelector', 'tolerations', 'volumes', 'dnsPolicy'];

test.each([
  ['node_selector', 'nodeSelector'],
  ['NodeSelector', 'nodeSelector'],
  ['tolaration', 'tolerations'],
  ['contianers', 'containers'],
  ['volume', 'volumes'],
  ['dnsPolicies', 'dnsPolicy'],
  ['nodeSelctor', 'nodeSelector'],
])('%s is closest to %s', (name, meant) => {
  expect(closest(name, FIELDS)).toBe(meant);
});

test.each(['', 'foo', 'image', 'vol', 'cantenars1'])('%p is close to none', (name) => {
  expect(closest(name, FIELDS)).toBeUndefined();
});

test('names that differ in case, separators and number alone are the same', () => {
  expect(isSameName('node_selectors', 'nodeSelector')).toBe(true);
  expect(isSameName('policies', 'policy')).toBe(true);
  expect(isSameName('node', 'nodes_')).toBe(true);
  expect(isSameName('node', 'mode')).toBe(false);
});
