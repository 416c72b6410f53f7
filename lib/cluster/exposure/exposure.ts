import { LOOPBACK_REACH, RayPortGuard, RayPortPurpose } from '../../facts/ray-ports';
import type { RayPodRole } from '../../kubernetes/ray-pod';

export { RayPortGuard, RayPortPurpose } from '../../facts/ray-ports';

/** One port of one kind of pod, and who gets through to it. */
export interface RayPortExposure {
  /** What the pod does in the cluster. */
  readonly role: RayPodRole;
  /** The name of its group, as `RayPod` has it: `headgroup` for the head. */
  readonly groupName: string;
  /** The TCP port, a range of them, or `random` where Ray lets the system choose: `6379`, `10002-19999`. */
  readonly port: string;
  /** What listens there. */
  readonly purpose: RayPortPurpose;
  /** What protects it; nothing does if the list is empty. */
  readonly guards: RayPortGuard[];
  /** From where it can be reached, in words: `every pod`, `the pod itself`, `pods of this cluster`. */
  readonly reachableFrom: string[];
}

/**
 * What a concern that is attached from outside (a proxy, a token, a network policy) does to the ports of a cluster.
 *
 * The cluster never imports those concerns (arrows run the other way), so each tells it what it protects, by
 * `cluster._protects(...)` in its constructor. It answers for one port at a time, when `exposure()` is called:
 * concerns attach in any order, and none has to know the others.
 */
export interface PortProtection {
  /** Ports that the concern opens on the cluster's pods itself, with what guards them from the start. */
  readonly opens?: readonly RayPort[];
  /** What the concern puts before a port; an empty list where it does nothing. */
  guards(port: RayPort): readonly RayPortGuard[];
  /** From where a port that the pod network reaches can still be reached; left out by concerns that do not narrow that. */
  reachableFrom?(port: RayPort): readonly string[];
}

/** A port as it is before any concern is attached. */
export interface RayPort {
  readonly role: RayPodRole;
  readonly groupName: string;
  readonly port: string;
  readonly purpose: RayPortPurpose;
  readonly guards: readonly RayPortGuard[];
  /** Whether only the pod itself reaches it, because it listens on the loopback interface. */
  readonly loopback?: boolean;
  /** Whether the pod is in the network of its node. */
  readonly hostNetwork?: boolean;
}

/** The ports, and those that concerns open, with what every attached concern does to them. */
export function exposureOf(ownPorts: readonly RayPort[], protections: readonly PortProtection[]): RayPortExposure[] {
  return portsOf(ownPorts, protections).map((port) => {
    const present = [...port.guards, ...protections.flatMap((protection) => protection.guards(port))];
    const guards = Object.values(RayPortGuard).filter((guard) => present.includes(guard));
    const { role, groupName, purpose } = port;
    return { role, groupName, port: port.port, purpose, guards, reachableFrom: reach(port, protections) };
  });
}

/** The ports of a cluster's pods: its own, and those that concerns open, which say more of a port than its declaration by a container. */
export function portsOf(ownPorts: readonly RayPort[], protections: readonly PortProtection[]): RayPort[] {
  const opened = protections.flatMap(({ opens = [] }) => opens);
  const isOpened = ({ groupName, port }: RayPort) => opened.some((other) => other.groupName === groupName && other.port === port);
  return [...ownPorts.filter((port) => port.purpose !== RayPortPurpose.DECLARED || !isOpened(port)), ...opened];
}

function reach(port: RayPort, protections: readonly PortProtection[]): string[] {
  if (port.loopback) return [port.hostNetwork ? LOOPBACK_REACH.nodeNetwork : LOOPBACK_REACH.ownNetwork];
  const narrowed = protections.flatMap((protection) => protection.reachableFrom?.(port) ?? []);
  return narrowed.length === 0 ? ['every pod'] : [...new Set(narrowed)];
}
