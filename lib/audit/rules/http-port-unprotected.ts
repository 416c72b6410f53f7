import { RayPortPurpose } from '../../facts/ray-ports';
import { openPorts } from '../questions/open-ports';
import { type Rule, Severity } from '../rule';

export const httpPortUnprotected: Rule = {
  id: 'http-port-unprotected',
  title: 'Anyone in the pod network submits jobs by HTTP',
  why: "Ray's TLS covers gRPC alone: the dashboard (8265) and the agent of every pod (52365) take jobs over plain HTTP, from whoever reaches them.",
  fix: 'Add `RayNetworkPolicy`, `RayTokenAuth`, or for the dashboard `KubeRbacProxyAuth`, which leaves 52365 to the network policy.',
  source: 'Tried with Ray 2.58: `POST /api/job_agent/jobs/` on 52365 answers 200 without credentials; CVE-2023-48022',
  severity: Severity.WARNING,
  check: (set) => openPorts(set, [RayPortPurpose.DASHBOARD, RayPortPurpose.AGENT]),
};
