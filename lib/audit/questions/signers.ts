import type { Container } from '../model/container';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { caKeysMounted } from './ca-keys';

/** Who signs the leaf that a pod makes when it starts. */
export interface Signer {
  /** The same for two pods whose leaves the same CA signs. */
  readonly key: string;
  readonly title: string;
  /** The init container that has it sign. */
  readonly path: string;
}

/** The CAs and issuers by which the init containers of a pod make its leaf. */
export function signersOf(set: ManifestSet, pod: Pod): Signer[] {
  return pod.initContainers.flatMap((container) => [...caSecretsOf(set, pod, container), ...issuersOf(pod, container)]);
}

function caSecretsOf(set: ManifestSet, pod: Pod, container: Container): Signer[] {
  return container.mounts
    .filter(({ volume, subPath }) => caKeysMounted(set, pod, volume, subPath).length > 0)
    .flatMap(({ volume }) => pod.volume(volume)?.secrets ?? [])
    .map(({ secretName }) => ({
      key: `Secret ${pod.namespace ?? ''}/${secretName}`,
      title: `the CA in the Secret '${secretName}'`,
      path: container.path,
    }));
}

/** By the variables of this library's init container that requests a leaf. */
function issuersOf(pod: Pod, container: Container): Signer[] {
  const [name, kind, group] = ['ISSUER_NAME', 'ISSUER_KIND', 'ISSUER_GROUP'].map((variable) => container.env.get(variable));
  if (name === undefined || kind === undefined || group === undefined) return [];
  // An issuer of one namespace is another one elsewhere, whatever its group calls it.
  const namespace = kind.includes('Cluster') ? '' : `${pod.namespace ?? ''}/`;
  return [{ key: `${kind}.${group} ${namespace}${name}`, title: `the ${kind} '${name}'`, path: container.path }];
}
