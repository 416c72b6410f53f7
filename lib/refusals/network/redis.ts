import { invalid } from '../invalid';

const DEFAULT_PORT = 6379;

/**
 * The ports of the Redis that GCS fault tolerance writes to, from KubeRay's `redisAddress`: `redis:6379`, `rediss://redis:6380`.
 *
 * Refuses a network policy that would cut the head off from it, and one that lets through to a Redis that nobody uses.
 */
export function requireRedisReachable(constructPath: string, redisAddress: unknown, isLetThrough: boolean): number[] {
  if (redisAddress === undefined && isLetThrough) {
    throw invalid(constructPath, {
      what: 'redis',
      because: 'the cluster has no gcsFaultTolerance with a redisAddress, so its head has no Redis to reach',
      fix: "remove it; other databases go to 'egress'",
    });
  }
  if (redisAddress === undefined) return [];
  if (!isLetThrough) {
    throw invalid(constructPath, {
      what: 'redis',
      because: `the head keeps the state of GCS in Redis at ${withoutCredentials(String(redisAddress))}, and would not start without a way to it`,
      fix: "say where that runs: redis: [RayNetworkPeer.pods({ app: 'redis' })]",
    });
  }
  return [...new Set(String(redisAddress).split(',').map(portOf))];
}

function portOf(address: string): number {
  return Number(/:(\d+)\/?$/.exec(address.trim())?.[1] ?? DEFAULT_PORT);
}

function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^@]*@/g, '//');
}
