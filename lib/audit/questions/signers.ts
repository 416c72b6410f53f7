import { ISSUER_KINDS } from '../../facts/issuer-kinds';
import type { Container } from '../model/container';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { caKeysMounted } from './ca-keys';

/** The CA or issuer that signs the leaf of a pod. */
export interface Signer {
  /** Equal for two pods whose leaves the same CA signs. */
  readonly key: string;
  readonly title: string;
  /** The init container that obtains the signature. */
  readonly path: string;
}

/** The CAs and issuers from which the init containers of a pod obtain its leaf. */
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

/** Read from the variables of this library's init container that requests a leaf. */
function issuersOf(pod: Pod, container: Container): Signer[] {
  const [name, kind, group] = ['ISSUER_NAME', 'ISSUER_KIND', 'ISSUER_GROUP'].map((variable) => container.env.get(variable));
  if (name === undefined || kind === undefined || group === undefined) return [];
  const known = ISSUER_KINDS.find((issuer) => issuer.kind === kind && issuer.group === group);
  const isNamespaced = known?.namespaced ?? !kind.includes('Cluster');
  const namespace = isNamespaced ? `${pod.namespace ?? ''}/` : '';
  return [{ key: `${kind}.${group} ${namespace}${name}`, title: `the ${kind} '${name}'`, path: container.path }];
}
