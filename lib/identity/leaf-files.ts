import { TLS_SWITCH } from '../facts/tls-variables';
import { type RayPod, RayPodRole } from '../kubernetes/ray-pod';
import { requireDialledNamesInLeaves } from '../refusals/cluster/dialled-names';
import type { Leaf, TlsHost } from './tls-way';

/** Where Ray's processes find their leaf; upstream's guide has it there too. */
export const TLS_DIR = '/etc/ray/tls';

const LEAF_VOLUME = 'ray-tls';
const LEAF_CONTAINER = 'ray-tls-leaf';

/** The four variables by which Ray turns TLS on; one alone leaves it off or breaks it. */
const TLS_ENV = [
  { name: TLS_SWITCH, value: '1' },
  { name: 'RAY_TLS_SERVER_CERT', value: `${TLS_DIR}/tls.crt` },
  { name: 'RAY_TLS_SERVER_KEY', value: `${TLS_DIR}/tls.key` },
  { name: 'RAY_TLS_CA_CERT', value: `${TLS_DIR}/ca.crt` },
];

/**
 * The leaves of a host's Ray processes, one for each kind of pod.
 *
 * @param headDnsNames what the head is called by, beside the names of its Service
 */
export function rayLeaves(host: TlsHost, headDnsNames: readonly string[] = []): { readonly pod: RayPod; readonly leaf: Leaf }[] {
  const { rayCluster, namespace, headServices = [] } = host;
  if (rayCluster !== undefined) {
    const services = rayCluster.headService === undefined ? headServices : [rayCluster.headService, ...headServices];
    requireDialledNamesInLeaves(host.scope.node.path, rayCluster.spec, { services, namespace, dnsNames: headDnsNames });
  }
  return host.pods.map((pod) => {
    const isHead = pod.role === RayPodRole.HEAD;
    const dnsNames = [...(host.dnsNames ?? []), ...(isHead ? headDnsNames : [])];
    const services = [...(host.services ?? []), ...(isHead ? headServices : [])];
    const { role } = pod;
    const reader: Leaf['reader'] = ({ _raySecurityContext }) => _raySecurityContext;
    return { pod, leaf: { role, container: LEAF_CONTAINER, volume: LEAF_VOLUME, services, dnsNames, reader } };
  });
}

/** Gives every Ray process of a pod its leaf to use. */
export function useRayLeaf(pod: RayPod, addedBy: string): void {
  pod._addIdentity({ env: TLS_ENV, volumeMounts: [{ name: LEAF_VOLUME, mountPath: TLS_DIR, readOnly: true }] }, addedBy);
}
