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

describe('loopback is the pod itself', () => {
  test.each([
    'localhost',
    'localhost:6379',
    'LOCALHOST:6379',
    '127.0.0.1:6380',
    '127.1.2.3',
    'redis://127.0.0.1:6379',
    'rediss://user:pass@localhost:6380/',
    'rediss://:p@ss@127.0.0.1:6380/0',
    '[::1]:6379',
    'rediss://[::1]:6380',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '127.0.0.1:6379,localhost:6380, [::1]:6381',
  ])('%s needs no peer, and takes none', (address) => {
    expect(ports(address, false)).toEqual([]);
    expect(refusal(() => ports(address))).toContain("redis: the head's Redis is in its own pod, at ");
  });

  test.each<[string, number[]]>([
    ['127.0.0.1:6379,redis:7000', [7000]],
    ['localhost.example.com:7001', [7001]],
    ['128.0.0.1:7002', [7002]],
    ['[fd00::1]:7003', [7003]],
    ['fd00::1', [6379]],
    ['$(RAY_REDIS_ADDRESS)', [6379]],
  ])('%s does', (address, expected) => {
    expect(() => ports(address, false)).toThrow('redis: the head keeps the state of GCS in Redis');
    expect(ports(address)).toEqual(expected);
  });

  test('the refusal shows no credentials', () => {
    expect(refusal(() => ports('rediss://user:hunter2@localhost:1'))).not.toContain('hunter2');
  });
});
