import { requireRedisReachable } from '../../../lib/refusals/network/redis';
import { refusal } from '../refusals';

const ports = (address: string | undefined, isLetThrough = true) => requireRedisReachable('ray/policy', address, isLetThrough);

test.each([
  ['redis', [6379]],
  ['redis:7000', [7000]],
  ['rediss://user:pass@redis:7001/', [7001]],
  ['a:7000, b:7000 ,c:7002', [7000, 7002]],
  ['redis://a:7000/0', [6379]],
])('the ports of %s are %j', (address, expected) => {
  expect(ports(address)).toEqual(expected);
});

test('without Redis none is let through, and with one it is', () => {
  expect(ports(undefined, false)).toEqual([]);
  expect(refusal(() => ports(undefined))).toBe(
    "[ray/policy] redis: the cluster has no gcsFaultTolerance with a redisAddress, so its head has no Redis to reach. Fix: remove it; other databases go to 'egress'.",
  );
});

test('the refusal never shows credentials', () => {
  expect(refusal(() => ports('redis://user:hunter2@a:1,redis://user:hunter3@b:1', false))).toBe(
    "[ray/policy] redis: the head keeps the state of GCS in Redis at redis://a:1,redis://b:1, and would not start without a way to it. Fix: say where that runs: redis: [RayNetworkPeer.pods({ app: 'redis' })].",
  );
});
