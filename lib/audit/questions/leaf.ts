import type { Container } from '../model/container';
import { text } from '../model/json';
import { type Manifest, maybeSameNamespace } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { Volume } from '../model/volume';

/** Where a Ray container finds its leaf. */
export interface LeafUse {
  readonly pod: Pod;
  readonly container: Container;
  readonly volume: Volume;
  /** The Secret that it is read from, if it is not made in the pod. */
  readonly secretName?: string;
}

/** The leaves of a pod's Ray containers, as far as their variables name a file in a volume. */
export function leavesOf(pod: Pod): LeafUse[] {
  return pod.rayContainers.flatMap((container) => {
    const file = container.env.get('RAY_TLS_SERVER_CERT');
    const volume = file === undefined ? undefined : pod.volume(container.mountOf(file)?.volume ?? '');
    return volume === undefined ? [] : [{ pod, container, volume, secretName: volume.secrets[0]?.secretName }];
  });
}

/** The Certificates whose Secrets Ray pods use as their leaf, each with one pod that does. */
export function leafCertificates(set: ManifestSet): readonly { readonly certificate: Manifest; readonly pod: Pod }[] {
  return set.once('leaf Certificates', () => {
    const users = new Map<string, Pod[]>();
    for (const { pod, secretName } of set.rayPods.flatMap(leavesOf)) {
      if (secretName !== undefined) users.set(secretName, [...(users.get(secretName) ?? []), pod]);
    }
    return set.ofKind('Certificate', 'cert-manager.io').flatMap((certificate) => {
      const pods = users.get(text(certificate.spec.secretName) ?? '') ?? [];
      const pod = pods.find(({ namespace }) => maybeSameNamespace(namespace, certificate.namespace));
      return pod === undefined ? [] : [{ certificate, pod }];
    });
  });
}
