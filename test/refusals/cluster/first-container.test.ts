import { requireRayContainerFirst } from '../../../lib/refusals/cluster/first-container';

const accept = (...containers: unknown[]) => requireRayContainerFirst('ray', 'head.template', { spec: { containers } });

test.each<[string, unknown[]]>([
  ['Ray by its image', [{ name: 'main', image: 'rayproject/ray:2.58.0' }, { name: 'ray-head' }]],
  ['Ray by its name', [{ name: 'ray-worker', image: 'team/trainer:1' }, { image: 'rayproject/ray:2.58.0' }]],
  [
    'nobody knows',
    [
      { name: 'main', image: 'team/trainer:1' },
      { name: 'logs', image: 'fluent/fluent-bit:1.9.6' },
    ],
  ],
  [
    'nobody knows, and a sidecar runs something else in an image of Ray',
    [
      { name: 'main', image: 'team/trainer:1' },
      { name: 'web', image: 'rayproject/ray:2.58.0', command: ['python', '-m', 'http.server'] },
    ],
  ],
  ['alone', [{ name: 'main' }]],
  ['there is none', []],
  ['it is no container, which another check reports', [undefined, 5]],
])('accepted: the first is %s', (_, containers) => {
  expect(() => accept(...containers)).not.toThrow();
});

test('a template without containers is accepted', () => {
  for (const template of [undefined, {}, { spec: {} }, { spec: { containers: {} } }]) {
    expect(() => requireRayContainerFirst('ray', 'head.template', template)).not.toThrow();
  }
});

test.each<[object, object]>([
  [{ name: 'logs' }, { name: 'ray-head' }],
  [{ name: 'istio-proxy' }, { name: 'main', image: 'rayproject/ray-ml:2.9.0' }],
  [{ name: 'ray-logs' }, { name: 'ray' }],
])('refused: %j before %j', (sidecar, ray) => {
  expect(() => accept(sidecar, { name: 'other' }, ray)).toThrow('stands behind it');
});
