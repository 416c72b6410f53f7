import { invalid } from '../invalid';
import { isDns1123Label } from '../names/kubernetes-names';

/** Where one worker group was written, and what it is, in KubeRay's own form. */
export interface PlacedWorkerGroup {
  /** Such as `workerGroups[0]`. */
  readonly place: string;
  readonly group: { readonly [key: string]: any };
}

const MOST_REPLICAS = 2 ** 31 - 1;

/** Refuses worker groups that KubeRay would refuse or could not run. */
export function requireWorkerGroups(constructPath: string, groups: readonly PlacedWorkerGroup[]): void {
  const places = new Map<string, string>();
  for (const { place, group } of groups) {
    requireGroupName(constructPath, place, group.groupName);
    const other = places.get(group.groupName);
    if (other !== undefined) {
      throw invalid(constructPath, {
        what: `${place}.groupName`,
        got: group.groupName,
        because: `${other} has this name already, and KubeRay tells worker groups apart by name`,
        fix: 'give each worker group its own name',
      });
    }
    places.set(group.groupName, place);
    requireReplicas(constructPath, place, group);
  }
}

function requireGroupName(constructPath: string, place: string, groupName: unknown): void {
  if (typeof groupName !== 'string' || groupName === '') {
    throw invalid(constructPath, {
      what: `${place}.groupName`,
      got: groupName,
      because: 'a worker group needs a name',
      fix: "give it one, such as 'cpu'",
    });
  }
  // KubeRay writes pod names in lower case, so a group's name may have capitals.
  if (!isDns1123Label(groupName.toLowerCase())) {
    throw invalid(constructPath, {
      what: `${place}.groupName`,
      got: groupName,
      because: "a worker group name is a DNS label: up to 63 letters, digits and '-', no '-' first or last (RFC 1123)",
      fix: "use only such characters, as in 'ray-workers'",
    });
  }
  if (groupName.toLowerCase() === 'headgroup') {
    throw invalid(constructPath, {
      what: `${place}.groupName`,
      got: groupName,
      because: "'headgroup' is KubeRay's name for the head (label ray.io/group)",
      fix: 'choose another name',
    });
  }
}

function requireReplicas(constructPath: string, place: string, group: { readonly [key: string]: any }): void {
  for (const field of ['replicas', 'minReplicas', 'maxReplicas', 'numOfHosts', 'idleTimeoutSeconds']) {
    const value = group[field];
    const least = field === 'numOfHosts' ? 1 : 0;
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= MOST_REPLICAS)) {
      throw invalid(constructPath, {
        what: `${place}.${field}`,
        got: value,
        because: `it is no whole number from ${least} to ${MOST_REPLICAS}`,
        fix: 'write such a number',
      });
    }
  }
  const { replicas, minReplicas, maxReplicas } = group;
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    throw invalid(constructPath, {
      what: `${place}.minReplicas`,
      got: minReplicas,
      because: `it is more than maxReplicas, ${maxReplicas}`,
      fix: 'lower minReplicas or raise maxReplicas',
    });
  }
  if (replicas !== undefined && ((minReplicas ?? 0) > replicas || (maxReplicas ?? MOST_REPLICAS) < replicas)) {
    throw invalid(constructPath, {
      what: `${place}.replicas`,
      got: replicas,
      because: `KubeRay keeps it between minReplicas, ${minReplicas ?? 0}, and maxReplicas, ${maxReplicas ?? MOST_REPLICAS}`,
      fix: 'choose a number between the two, or move them',
    });
  }
}
