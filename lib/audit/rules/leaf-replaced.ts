import { dirname } from 'node:path/posix';
import { TLS_FILES, TLS_SWITCH } from '../../facts/tls-variables';
import type { Container, Mount } from '../model/container';
import type { Pod } from '../model/pod';
import { type Rule, Severity } from '../rule';

/** Where the scripts of this library lie in the init containers that make leaves. */
const SCRIPTS = '/etc/ray/tls-scripts/';

export const leafReplaced: Rule = {
  id: 'leaf-replaced',
  title: "Another container can replace Ray's certificates",
  why: 'The init container `ray-tls-leaf` makes the certificate and chooses which CA Ray trusts. A container that writes to the same volume afterwards can replace both, and with them who is let in.',
  fix: 'Remove the mount. A container that speaks to Ray gets the certificate by `shareIdentityWith`, read-only.',
  source: 'This library\'s layout; Kubernetes, "Init Containers": each starts after the one before it',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayPods.flatMap((pod) =>
      writersOfLeaf(pod).map(({ container, mount }) => ({
        manifest: pod.manifest,
        path: mount.path,
        message: `'${container.name}' in the ${pod.title} can write to '${mount.volume}', where the certificates of Ray lie`,
      })),
    ),
};

function writersOfLeaf(pod: Pod): { readonly container: Container; readonly mount: Mount }[] {
  const makers = pod.initContainers.filter(({ commandLine }) => commandLine.includes(SCRIPTS));
  const made = makers.flatMap(({ mounts }) => mounts.filter(({ readOnly }) => !readOnly).map(({ volume }) => volume));
  const volumes = pod.rayContainers.flatMap(volumesOfFiles).filter((volume) => made.includes(volume));
  return [...pod.initContainers, ...pod.containers]
    .filter((container) => !makers.includes(container) && !container.env.has(TLS_SWITCH))
    .flatMap((container) =>
      container.mounts.filter(({ volume, readOnly }) => !readOnly && volumes.includes(volume)).map((mount) => ({ container, mount })),
    );
}

function volumesOfFiles({ env, mounts }: Container): string[] {
  const folders = TLS_FILES.flatMap((name) => env.get(name) ?? []).map((file) => dirname(file));
  return mounts.filter(({ mountPath }) => folders.includes(mountPath)).map(({ volume }) => volume);
}
