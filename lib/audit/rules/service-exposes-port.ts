import { text } from '../model/json';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { PortExposure } from '../questions/exposure';
import { leadsTo } from '../questions/ports';
import { rayServices, type ServicePort } from '../questions/services';
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
  return exposing.flatMap(({ manifest, doors, pods, portsOf }) => {
    // Pods of which the same ports are open are many in a large set, and say the same.
    const alike = new Map(pods.map((pod) => [`${pod.title}\n${namesOf(openPorts(set, pod))}`, pod]));
    const led = new Set([...alike.values()].flatMap((pod) => whatIsLedTo(set, pod, portsOf(pod))));
    return [...led].flatMap((what) =>
      doors.map((door) => ({ manifest, path: door.path, message: `this ${door.what} leads to ${what}, which nothing protects` })),
    );
  });
}

function whatIsLedTo(set: ManifestSet, pod: Pod, ports: readonly ServicePort[]): string[] {
  const open = openPorts(set, pod).filter((exposed) => ports.some(({ target }) => leadsTo(target, exposed.port)));
  return open.length === 0 ? [] : [`${namesOf(open)} of the ${pod.title}`];
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

const openNames = new WeakMap<readonly PortExposure[], string>();

function openPorts(set: ManifestSet, pod: Pod): readonly PortExposure[] {
  const known = set.once('ports without protection', () => new Map<Pod, readonly PortExposure[]>());
  const open = known.get(pod) ?? set.exposureOf(pod).filter(({ isOpen, commands }) => isOpen && commands);
  known.set(pod, open);
  return open;
}

function namesOf(ports: readonly PortExposure[]): string {
  const known = openNames.get(ports) ?? ports.map(({ port, purpose }) => `${port} (${purpose})`).join(' and ');
  openNames.set(ports, known);
  return known;
}
