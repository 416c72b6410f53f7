import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { invalid } from '../invalid';
import { headVariable } from '../kuberay/cluster-spec';
import type { Json } from '../kuberay/rule';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
const DEFAULT_PORT = 6379;
const REDIS_VARIABLE = 'RAY_REDIS_ADDRESS';

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
  const ports = remoteRedisPorts(redisAddress);
  if (redisAddress !== undefined && ports.length === 0 && isLetThrough) {
    throw invalid(constructPath, {
      what: 'redis',
      because: `the head's Redis is in its own pod, at ${withoutCredentials(String(redisAddress))}, and no policy comes between the two`,
      fix: "remove it; other databases go to 'egress'",
    });
  }
  if (ports.length === 0) return [];
  if (!isLetThrough) {
    throw invalid(constructPath, {
      what: 'redis',
      because: `the head keeps the state of GCS in Redis at ${withoutCredentials(String(redisAddress))}, and would not start without a way to it`,
      fix: "say where that runs: redis: [RayNetworkPeer.pods({ app: 'redis' })]",
    });
  }
  return ports;
}

/** The ports of the Redis that the head reaches over the network. */
export function remoteRedisPorts(redisAddress: unknown): number[] {
  if (redisAddress === undefined) return [];
  const remote = String(redisAddress)
    .split(',')
    .filter((address) => !isLoopback(hostOf(address)));
  return [...new Set(remote.map(portOf))];
}

/**
 * The address of the Redis of GCS fault tolerance, from KubeRay's options, or from the head's variable that goes with the older annotation
 * `ray.io/ft-enabled`; the variable's name where a Secret or ConfigMap holds it.
 */
export function redisAddressOf(spec: Json): unknown {
  if (spec.gcsFaultToleranceOptions !== undefined) return spec.gcsFaultToleranceOptions.redisAddress;
  const variable = headVariable(spec, REDIS_VARIABLE);
  return variable && (variable.value ?? `$(${REDIS_VARIABLE})`);
}

function portOf(address: string): number {
  // An IPv6 address without brackets has no port behind it.
  if (isIPv6(authorityOf(address))) return DEFAULT_PORT;
  return Number(/:(\d+)\/?$/.exec(address.trim())?.[1] ?? DEFAULT_PORT);
}

/** The host in an address: `redis`, `rediss://user:password@redis:6380/`, `[::1]:6379`. */
function hostOf(address: string): string {
  const authority = authorityOf(address);
  const bracketed = /^\[([^\]]*)\]/.exec(authority)?.[1];
  return (bracketed ?? (isIPv6(authority) ? authority : authority.replace(/:\d+$/, ''))).toLowerCase();
}

function authorityOf(address: string): string {
  return address
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^.*@/, '')
    .replace(/[/?#].*$/, '');
}

/** Whether a host is the pod itself, which network policies do not concern. */
function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return (isIPv4(host) && LOOPBACK.check(host)) || (isIPv6(host) && LOOPBACK.check(host, 'ipv6'));
}

function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^@]*@/g, '//');
}
