import { isLoopback } from '../../facts/ray-listeners';
import { at, text } from '../model/json';
import { type Complaint, type Rule, Severity } from '../rule';

const VARIABLE = 'RAY_REDIS_ADDRESS';

export const redisWithoutTls: Rule = {
  id: 'redis-without-tls',
  title: 'Ray keeps its state in a Redis without TLS',
  why: "The password and the state of the cluster travel in clear text, and Ray believes what it reads back: whoever is on the way, or in that Redis, changes the cluster's state.",
  fix: 'Write `rediss://` before the address, and give Redis a certificate that Ray trusts (`RAY_REDIS_CA_CERT`).',
  source: 'Ray, "GCS fault tolerance": `rediss://`',
  severity: Severity.WARNING,
  check: (set) => [
    ...set.clusters.flatMap(({ manifest, path, spec }) =>
      complaintsAbout(
        { manifest, path: `${path}.gcsFaultToleranceOptions.redisAddress` },
        text(at(spec, 'gcsFaultToleranceOptions', 'redisAddress')),
      ),
    ),
    ...set.rayNodes
      .filter(({ isHead }) => isHead)
      .flatMap((pod) =>
        pod.rayContainers
          .slice(0, 1)
          .flatMap((ray) => complaintsAbout({ manifest: pod.manifest, path: `${ray.path}.env` }, ray.setting(VARIABLE).value)),
      ),
  ],
};

function complaintsAbout(place: Pick<Complaint, 'manifest' | 'path'>, addresses: string | undefined): Complaint[] {
  const clear = (addresses ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter(isInClear);
  return clear.length === 0 ? [] : [{ ...place, message: `Ray speaks plain text to Redis at ${clear.map(withoutPassword).join(', ')}` }];
}

function isInClear(address: string): boolean {
  if (address === '' || /^(?:rediss|unix|redis\+unix):|^\/|\$/.test(address)) return false;
  const host = withoutPassword(address)
    .replace(/:\d+(?:\/.*)?$/, '')
    .replace(/^\[|\]$/g, '');
  return !isLoopback(host);
}

function withoutPassword(address: string): string {
  return address.replace(/^redis:\/\//, '').replace(/^.*@/, '');
}
