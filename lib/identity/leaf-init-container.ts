import type { KeyAlgorithm } from '../ca/key-algorithm';
import type { PlainObject } from '../kubernetes/plain-json';
import { type PodScripts, podScript } from '../kubernetes/pod-script';
import { type RayPod, RayPodRole } from '../kubernetes/ray-pod';
import { scriptsConfigMap } from '../kubernetes/scripts-config-map';
import { PUBLISHED_SAMPLE_CA_KEY } from '../refusals/ca/published-sample';
import { TLS_DIR } from './leaf-files';
import type { Leaf, TlsHost } from './tls-way';

const SCRIPTS_VOLUME = 'ray-tls-scripts';
const SCRIPTS_DIR = '/etc/ray/tls-scripts';

/** A script of this room, by its file name. */
export function leafScript(fileName: string): PodScripts {
  return { [fileName]: podScript(__dirname, fileName) };
}

/** What one way needs in its init containers, beyond what all have. */
export interface LeafMaker {
  /** The way, for the error on a collision: `RayTls.signedBy`. */
  readonly way: string;
  /** The file name of the script that makes a leaf. */
  readonly script: string;
  /** Its text and that of those which it needs beside it, by file name. */
  readonly scripts: PodScripts;
  /** The kind of key that they make, if they make one. */
  readonly keyAlgorithm?: KeyAlgorithm;
  readonly env: readonly PlainObject[];
  /** Volumes that these init containers alone mount, read-only, each at its path. */
  readonly ownVolumes: readonly { readonly mountPath: string; readonly volume: PlainObject }[];
}

/** Gives a pod the init container that makes a leaf, before any other init container runs. */
export function addLeafInitContainer(host: TlsHost, pod: RayPod, leaf: Leaf, maker: LeafMaker): void {
  pod._addVolume({ name: leaf.volume, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }, maker.way);
  const scripts = scriptsConfigMap(host.scope, host.namespace, maker.scripts);
  pod._addVolume({ name: SCRIPTS_VOLUME, configMap: { name: scripts } }, maker.way);
  for (const { volume } of maker.ownVolumes) pod._addVolume(volume, maker.way);
  pod._addFirstInitContainer(
    (of) => ({
      name: leaf.container,
      image: of._leafImage,
      imagePullPolicy: of._leafImagePullPolicy,
      command: ['sh', `${SCRIPTS_DIR}/${maker.script}`],
      env: [
        { name: 'LEAF_ROLE', value: leaf.role },
        { name: 'LEAF_POD_IPS', valueFrom: { fieldRef: { fieldPath: 'status.podIPs' } } },
        { name: 'LEAF_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
        ...listVariable('LEAF_SERVICES', leaf.services),
        ...listVariable('LEAF_DNS_NAMES', leaf.dnsNames),
        ...(leaf.seconds === undefined ? [] : [{ name: 'LEAF_OPTIONAL', value: 'true' }]),
        ...(maker.keyAlgorithm === undefined ? [] : [{ name: 'LEAF_KEY', value: maker.keyAlgorithm }]),
        ...(leaf.role === RayPodRole.WORKER
          ? listVariable('LEAF_AWAITED_GCS', host.awaitedGcsPort === undefined ? [] : [host.awaitedGcsPort])
          : []),
        { name: 'REFUSED_CA_KEY', value: PUBLISHED_SAMPLE_CA_KEY },
        ...maker.env,
      ],
      volumeMounts: [
        { name: leaf.volume, mountPath: TLS_DIR },
        { name: SCRIPTS_VOLUME, mountPath: SCRIPTS_DIR, readOnly: true },
        ...maker.ownVolumes.map(({ mountPath, volume }) => ({ name: volume.name, mountPath, readOnly: true })),
      ],
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
      securityContext: hardened(leaf.reader(of)),
      // The one line that the script fails with is what `kubectl describe` shows.
      terminationMessagePolicy: 'FallbackToLogsOnError',
    }),
    maker.way,
  );
}

/** Nothing for an empty list: the API server drops an empty value, and GitOps tools would see a difference for ever. */
function listVariable(name: string, items: readonly string[]): PlainObject[] {
  return items.length === 0 ? [] : [{ name, value: items.join(',') }];
}

/** As little privilege as possible, under the user of the container that reads the leaf. */
function hardened(reader: PlainObject): PlainObject {
  const { runAsUser, runAsGroup, runAsNonRoot, seLinuxOptions } = reader;
  return {
    runAsUser,
    runAsGroup,
    runAsNonRoot,
    seLinuxOptions,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}
