import { invalid } from '../invalid';

type Json = { readonly [field: string]: any };

/** What of a pod template this library has added. */
export interface OwnAdditions {
  /** Who added each of its volumes, by name. */
  readonly volumes: ReadonlyMap<string, string>;
  /** The names of its containers and init containers. */
  readonly containers: ReadonlySet<string>;
  /** Whether it has given a container this mount. */
  readonly hasMounted: (container: Json, mount: Json) => boolean;
}

/** A pod template, with what has env and mounts beside its containers: the options of the autoscaler, by their place. */
export interface UsedPod {
  readonly place: string;
  readonly spec: Json;
  readonly companions: { readonly [place: string]: Json };
  /** What gives a container of that name the certificate; undefined where nothing does. */
  readonly shareFix: (containerName: string) => string | undefined;
}

/**
 * Refuses a container of the caller's that uses what is this library's: a volume, or a Secret that no Ray process may see, under whatever name.
 * Whoever writes where the certificates lie chooses whom Ray trusts, and whoever reads the key of the CA can be any pod.
 */
export function requireOwnVolumesUnused(constructPath: string, pod: UsedPod, own: OwnAdditions): void {
  const { place, spec, companions } = pod;
  const containers: Json[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const users: [string, Json][] = containers
    .filter(({ name }) => !own.containers.has(name))
    .map((container): [string, Json] => [`container '${container.name}' of ${place}`, container]);
  const all = [...users, ...Object.entries(companions)];
  for (const [what, container] of all) requireOwnMounts(constructPath, { what, container, pod, own });
  const hidden = hiddenSecrets(spec, own, [...containers, ...Object.values(companions)]);
  for (const [what, user] of [...usersOf(place, spec, own), ...all]) requireNoHiddenSecret(constructPath, { what, user, hidden });
}

interface MountingContainer {
  readonly what: string;
  readonly container: Json;
  readonly pod: UsedPod;
  readonly own: OwnAdditions;
}

function requireOwnMounts(constructPath: string, { what, container, pod, own }: MountingContainer): void {
  for (const mount of (container.volumeMounts ?? []) as Json[]) {
    const addedBy = own.volumes.get(mount.name);
    if (addedBy === undefined || own.hasMounted(container, mount)) continue;
    const share = pod.shareFix(container.name);
    throw invalid(constructPath, {
      what: `${what}: volumeMounts: ${mount.name}`,
      because: `the volume belongs to ${addedBy}, and what lies in it decides whom Ray trusts`,
      fix: share === undefined ? 'remove the mount' : `remove the mount; if the container speaks to Ray, call ${share}`,
    });
  }
}

/** The Secrets of own volumes that no Ray process mounts, with who added them. */
function hiddenSecrets({ volumes = [] }: Json, own: OwnAdditions, containers: readonly Json[]): Map<string, string> {
  const shown = new Set(
    containers
      .filter(({ name }) => !own.containers.has(name))
      .flatMap((container) => (container.volumeMounts ?? []).filter((mount: Json) => own.hasMounted(container, mount)))
      .map(({ name }: Json) => name),
  );
  const ofHidden = (volumes as Json[]).filter(({ name }) => own.volumes.has(name) && !shown.has(name));
  return new Map(ofHidden.flatMap((volume) => secretsOf(volume).map(({ name }) => [name, own.volumes.get(volume.name)!])));
}

function usersOf(place: string, { volumes = [] }: Json, own: OwnAdditions): [string, Json][] {
  return (volumes as Json[])
    .filter(({ name }) => !own.volumes.has(name))
    .map((volume): [string, Json] => [`volume '${volume.name}' of ${place}`, volume]);
}

interface SecretUser {
  readonly what: string;
  readonly user: Json;
  readonly hidden: ReadonlyMap<string, string>;
}

function requireNoHiddenSecret(constructPath: string, { what, user, hidden }: SecretUser): void {
  for (const { name, keys } of [...secretsOf(user), ...secretsInEnv(user)]) {
    const addedBy = hidden.get(name);
    if (addedBy === undefined || keys?.every(isPublic)) continue;
    throw invalid(constructPath, {
      what,
      because: `the Secret '${name}' has a private key that ${addedBy} shows to its own containers alone`,
      fix: "remove it, or list the certificates that it needs: items: [{ key: 'ca.crt', path: 'ca.crt' }]",
    });
  }
}

/** A Secret that something uses, with the keys that it names; undefined for all of them. */
interface UsedSecret {
  readonly name: string;
  readonly keys?: readonly string[];
}

function secretsOf({ secret, projected }: Json): UsedSecret[] {
  const sources: Json[] = [
    ...(secret === undefined ? [] : [{ ...secret, name: secret.secretName }]),
    ...(projected?.sources ?? []).flatMap((source: Json) => (source.secret === undefined ? [] : [source.secret])),
  ];
  return sources.map(({ name, items }) => ({ name, keys: items?.map(({ key }: Json) => key) }));
}

function secretsInEnv({ env = [], envFrom = [] }: Json): UsedSecret[] {
  const single = (env as Json[]).flatMap(({ valueFrom }) => (valueFrom?.secretKeyRef === undefined ? [] : [valueFrom.secretKeyRef]));
  const whole = (envFrom as Json[]).flatMap(({ secretRef }) => (secretRef === undefined ? [] : [secretRef]));
  return [...single.map(({ name, key }) => ({ name, keys: [key] })), ...whole.map(({ name }) => ({ name }))];
}

function isPublic(key: string): boolean {
  return key.endsWith('.crt');
}
