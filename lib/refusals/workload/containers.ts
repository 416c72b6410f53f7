import { invalid } from '../invalid';

type Json = { readonly [field: string]: any };

/** Refuses containers that are not there, and users who could not read the private key, which is readable by one user alone. */
export function requireIdentityFits(
  constructPath: string,
  place: string,
  podSpec: Json,
  containerNames: readonly string[],
  leafImage?: string,
): void {
  if (containerNames.length === 0) {
    throw invalid(constructPath, {
      what: 'containerNames',
      got: [],
      because: 'nobody would use the certificate',
      fix: 'name a container, or leave it out',
    });
  }
  const containers = containerNames.map((name, index) => requireContainer(constructPath, place, podSpec, name, `containerNames[${index}]`));
  const users = containers.map((container) => userOf(podSpec, container));
  users.forEach((user, index) => {
    const sameByDefault = user === undefined && users[0] === undefined && containers[index].image === containers[0].image;
    if (sameByDefault || (user !== undefined && user === users[0])) return;
    throw invalid(constructPath, {
      what: `containerNames[${index}]`,
      got: containerNames[index],
      because: `it runs as user ${user ?? 'of its image'} and '${containerNames[0]}' as ${users[0] ?? 'of its image'}, and one user alone can read the private key`,
      fix: "give both the same runAsUser, in the pod's securityContext or in theirs",
    });
  });
  if (leafImage !== undefined && leafImage !== containers[0].image && users[0] === undefined) {
    throw invalid(constructPath, {
      what: 'leafImage',
      got: leafImage,
      because: `the user of '${containerNames[0]}' is known to its own image alone, and the private key is made readable by that user alone`,
      fix: "set runAsUser in the pod's securityContext, to the user that the container runs as",
    });
  }
}

function requireContainer(constructPath: string, place: string, podSpec: Json, wanted: string, what: string): Json {
  const containers: Json[] = podSpec.containers;
  const found = containers.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw invalid(constructPath, {
    what,
    got: wanted,
    because: `the containers of ${place} are ${containers.map(({ name }) => `'${name}'`).join(', ')}`,
    fix: 'name one of them',
  });
}

function userOf(podSpec: Json, container: Json): number | undefined {
  return container.securityContext?.runAsUser ?? podSpec.securityContext?.runAsUser;
}
