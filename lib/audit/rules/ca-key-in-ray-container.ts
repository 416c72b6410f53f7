import type { Container } from '../model/container';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { caKeysMounted, caKeysSeenBy } from '../questions/ca-keys';
import { type Complaint, type Rule, Severity } from '../rule';

export const caKeyInRayContainer: Rule = {
  id: 'ca-key-in-ray-container',
  title: "The CA's private key is readable where Ray runs",
  why: 'Ray runs whatever code it is sent, so each of its users can copy the key and be any pod from then on, also after access is withdrawn.',
  fix: 'Mount the key into the init container that signs, alone, and give Ray only `ca.crt`; or ask cert-manager for each leaf, so that no pod has the key.',
  source: "KubeRay v1.7.0, the public sample `ray-cluster.tls.yaml`, does it; Ray's guide on TLS warns of it",
  severity: Severity.ERROR,
  check: (set) => set.rayPods.flatMap((pod) => [...shownTo(set, pod), ...copied(set, pod)]),
};

function shownTo(set: ManifestSet, pod: Pod): Complaint[] {
  return pod.rayContainers.flatMap((container) =>
    caKeysSeenBy(set, pod, container).map(({ key, path }) => ({
      manifest: pod.manifest,
      path,
      message: `the ${pod.title} sees '${key}', the CA's private key`,
    })),
  );
}

/** An init container that copies the whole CA into a volume which Ray mounts. */
function copied(set: ManifestSet, pod: Pod): Complaint[] {
  const rayVolumes = pod.rayContainers.flatMap(({ mounts }) => mounts.map(({ volume }) => volume));
  return pod.initContainers.flatMap((init) => {
    const caPaths = init.mounts.filter(({ volume }) => caKeysMounted(set, pod, volume).length > 0).map(({ mountPath }) => mountPath);
    const source = caPaths.find((mountPath) => copies(init, mountPath));
    const shared = init.mounts.find(({ volume, mountPath }) => rayVolumes.includes(volume) && !caPaths.includes(mountPath));
    if (source === undefined || shared === undefined) return [];
    const message = `the init container copies ${source}, with the CA's private key in it, to where the ${pod.title} mounts '${shared.volume}'`;
    return [{ manifest: pod.manifest, path: `${init.path}.command`, message }];
  });
}

function copies({ commandLine }: Container, mountPath: string): boolean {
  // Whole folders, by `cp -R folder` or `cp folder/*`: a single file may be the certificate.
  const start = commandLine.indexOf('cp ');
  return start >= 0 && [mountPath, `${mountPath}/`, `${mountPath}/.`, `${mountPath}/*`].some((from) => commandLine.includes(` ${from} `));
}
