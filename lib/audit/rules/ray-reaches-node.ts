import { at, text, texts } from '../model/json';
import type { Pod } from '../model/pod';
import { type Rule, Severity } from '../rule';

/** Capabilities by which a process gets from its container to the node, or to the network of others. */
const CAPABILITIES = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_RAWIO|SYS_BOOT|DAC_READ_SEARCH|NET_ADMIN|BPF|MKNOD)$/i;
/** Of the node, and nothing in them that one could use. */
const HARMLESS_PATHS = /^\/(?:dev\/shm|etc\/localtime|usr\/share\/zoneinfo)(?:\/|$)/;

export const rayReachesNode: Rule = {
  id: 'ray-reaches-node',
  title: 'Ray can reach into its node',
  why: 'Ray runs whatever code it is sent. With `privileged`, the namespaces of the host, such a capability or a folder of the node, each of its users can take over the node and every other pod on it.',
  fix: 'Remove it. Use a device plugin for devices, and a PersistentVolume or an ephemeral volume for local disks.',
  source: 'Kubernetes, "Pod Security Standards", baseline; the CIS Kubernetes Benchmark, 5.2',
  severity: Severity.WARNING,
  check: (set) =>
    set.rayNodes.flatMap((pod) =>
      waysOut(pod).map(({ path, what }) => ({ manifest: pod.manifest, path, message: `${what} of the ${pod.title} leads to the node` })),
    ),
};

function waysOut(pod: Pod): { readonly path: string; readonly what: string }[] {
  const ofPod = ['hostPID', 'hostIPC'].filter((field) => pod.spec[field] === true);
  const ofContainers = pod.rayContainers.flatMap(({ json, path, mounts }) => {
    const context = json.securityContext;
    const added = texts(at(context, 'capabilities', 'add')).filter((name) => CAPABILITIES.test(name));
    const folders = mounts.flatMap((mount) => {
      const folder = text(at(pod.volume(mount.volume)?.json, 'hostPath', 'path'));
      return folder === undefined || HARMLESS_PATHS.test(folder) ? [] : [{ path: mount.path, what: `the host path ${folder}` }];
    });
    return [
      ...(at(context, 'privileged') === true ? [{ path: `${path}.securityContext.privileged`, what: '`privileged`' }] : []),
      ...(added.length > 0 ? [{ path: `${path}.securityContext.capabilities.add`, what: `the capability ${added.join(', ')}` }] : []),
      ...(text(at(context, 'procMount')) === 'Unmasked' ? [{ path: `${path}.securityContext.procMount`, what: 'the unmasked /proc' }] : []),
      ...folders,
    ];
  });
  return [...ofPod.map((field) => ({ path: `${pod.specPath}.${field}`, what: `\`${field}\`` })), ...ofContainers];
}
