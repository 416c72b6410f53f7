import { type Complaint, invalid } from '../invalid';

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

/** The container that is to read the key of the Ray container too. Refuses one that is not there, or runs as another user. */
export function requireReader(
  constructPath: string,
  place: string,
  podSpec: Json,
  { containerName, ray }: { readonly containerName: string; readonly ray: Json },
): { [field: string]: any } {
  const containers: { [field: string]: any }[] = [...(podSpec.initContainers ?? []), ...podSpec.containers];
  const container = containers.find(({ name }) => name === containerName);
  if (container === undefined) {
    const names = containers.map(({ name }) => `'${name}'`).join(', ');
    throw invalid(constructPath, {
      what: 'shareIdentityWith: containerName',
      got: containerName,
      because: `the containers of ${place} are ${names}`,
      fix: 'name one of them, after it is added',
    });
  }
  const user = container.securityContext?.runAsUser ?? podSpec.securityContext?.runAsUser;
  const rayUser = userOf(podSpec, ray);
  const isKnown = rayUser !== undefined || container.image === ray.image;
  if (isKnown && (user === undefined || user === rayUser)) return container;
  throw invalid(constructPath, {
    what: 'shareIdentityWith: containerName',
    got: containerName,
    because: `it runs as user ${user ?? 'of its image'} and '${ray.name}' as ${rayUser ?? 'of its image'}, and one user alone can read the private key`,
    fix: 'give both the same runAsUser, in the securityContext of the pod or in theirs',
  });
}

/** Where KubeRay gives out the certificates. */
export function noIdentity(containerName: string, place: string): Complaint {
  return {
    what: `shareIdentityWith: container '${containerName}' of ${place}`,
    because: 'KubeRay gives its certificates to the Ray container alone (v1.7.0)',
    fix: 'use RayTls.signedBy or RayTls.issuedBy, or run it in the Ray container',
  };
}
