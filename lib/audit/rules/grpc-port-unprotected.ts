import { RayPortPurpose } from '../../facts/ray-ports';
import { openPorts } from '../questions/open-ports';
import { type Rule, Severity } from '../rule';

export const grpcPortUnprotected: Rule = {
  id: 'grpc-port-unprotected',
  title: 'Anyone in the pod network commands the cluster by gRPC',
  why: 'Whoever reaches the GCS (6379) or Ray Client (10001) runs code in every pod of the cluster, with all that its pods may do.',
  fix: 'Turn on TLS (`RayTlsCluster`), which asks for a certificate; or a token (`authOptions.mode: token`); or close the ports (`RayNetworkPolicy`).',
  source: 'Ray, "Security": Ray trusts whoever reaches it; CVE-2023-48022',
  severity: Severity.ERROR,
  check: (set) => openPorts(set, [RayPortPurpose.GCS, RayPortPurpose.CLIENT]),
};
