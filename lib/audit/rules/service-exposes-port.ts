import { text } from '../model/json';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { PortExposure } from '../questions/exposure';
import { leadsTo } from '../questions/ports';
import { type RayService, rayServices } from '../questions/services';
import { type Complaint, type Rule, Severity } from '../rule';

export const serviceExposesPort: Rule = {
  id: 'service-exposes-port',
  title: 'A Service or host port exposes an unprotected port outside the cluster',
  why: 'A LoadBalancer, NodePort, external address or host port takes requests from beyond the cluster, and nothing asks there who it is: whoever finds the address runs code.',
  fix: 'Use ClusterIP, leave the port out, limit `loadBalancerSourceRanges` to addresses that you know, or protect the port first.',
  source: 'CVE-2023-48022, exploited on dashboards that were reachable from the Internet',
  severity: Severity.ERROR,
  check: (set) => [...byServices(set), ...set.rayNodes.flatMap((pod) => byHostPorts(set, pod))],
};

function byServices(set: ManifestSet): Complaint[] {
  const exposing = rayServices(set).filter(({ doors }) => doors.length > 0);
  return exposing.flatMap((service) => service.pods.flatMap((pod) => complaintsAbout(set, service, pod)));
}

function complaintsAbout(set: ManifestSet, { manifest, doors, portsOf }: RayService, pod: Pod): Complaint[] {
  const ports = portsOf(pod);
  const open = openPorts(set, pod).filter((exposed) => ports.some(({ target }) => leadsTo(target, exposed.port)));
  if (open.length === 0) return [];
  const message = (what: string) => `this ${what} leads to ${namesOf(open)} of the ${pod.title}, which nothing protects`;
  return doors.map(({ path, what }) => ({ manifest, path, message: message(what) }));
}

function byHostPorts(set: ManifestSet, pod: Pod): Complaint[] {
  const open = openPorts(set, pod);
  return pod.containers.flatMap((container) =>
    container.ports.flatMap(({ hostPort, hostIP, containerPort }, index) => {
      const isLocal = /^127\.|^::1$/.test(text(hostIP) ?? '');
      if (!Number(text(hostPort)) || isLocal) return [];
      const behind = open.filter(({ port }) => leadsTo(text(containerPort) ?? '', port));
      if (behind.length === 0) return [];
      const message = `this host port leads to ${namesOf(behind)} of the ${pod.title}, which nothing protects`;
      return [{ manifest: pod.manifest, path: `${container.path}.ports[${index}].hostPort`, message }];
    }),
  );
}

function openPorts(set: ManifestSet, pod: Pod): PortExposure[] {
  return set.exposureOf(pod).filter(({ isOpen, commands }) => isOpen && commands);
}

function namesOf(ports: readonly PortExposure[]): string {
  return ports.map(({ port, purpose }) => `${port} (${purpose})`).join(' and ');
}
