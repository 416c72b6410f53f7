import type { Manifest } from './model/manifest';
import type { Pod } from './model/pod';
import type { Complaint } from './rule';

/** Complaints of one kind about one object. */
interface Group<T> {
  readonly first: T;
  readonly pods: Pod[];
  readonly paths: string[];
}

/** Makes one complaint of those that say the same of several pods of one object: the head, and the groups of workers. */
export function mergePods<T extends Complaint>(complaints: readonly T[], pods: readonly Pod[]): T[] {
  const podsOf = new Map<Manifest, Pod[]>();
  for (const pod of pods) podsOf.set(pod.manifest, [...(podsOf.get(pod.manifest) ?? []), pod]);
  const groups = new Map<string, Group<T>>();
  const ids = new Map<Manifest, number>();
  for (const complaint of complaints) {
    const pod = podsOf.get(complaint.manifest)?.find((each) => complaint.path.startsWith(each.groupPath));
    if (!ids.has(complaint.manifest)) ids.set(complaint.manifest, ids.size);
    const key = `${ids.get(complaint.manifest)}\n${pod === undefined ? complaint.path : withoutPod(complaint, pod)}`;
    const known = groups.get(key);
    if (known === undefined || pod === undefined)
      groups.set(pod === undefined ? `${key}\n${complaint.message}` : key, newGroup(complaint, pod));
    else {
      known.pods.push(pod);
      known.paths.push(complaint.path);
    }
  }
  return [...groups.values()].map(merged);
}

/** What is said, whichever pod it is said of. */
function withoutPod({ path, message }: Complaint, pod: Pod): string {
  return `${path.slice(pod.groupPath.length)}\n${message.replace(`the ${pod.title}`, 'the {pod}')}`;
}

function newGroup<T extends Complaint>(first: T, pod: Pod | undefined): Group<T> {
  return { first, pods: pod === undefined ? [] : [pod], paths: [first.path] };
}

function merged<T extends Complaint>({ first, pods, paths }: Group<T>): T {
  const titles = [...new Set(pods.map(({ title }) => title))];
  if (paths.length < 2 || titles.length < 2) return first;
  const [title, ...others] = titles;
  const named = `the ${title} (likewise the ${others.join(', the ')})`;
  return { ...first, message: first.message.replace(`the ${title}`, named), otherPaths: paths.slice(1) };
}
