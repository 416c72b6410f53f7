import { k8s } from 'cdk8s-plus-28';
import type { RayPort, RayPortPurpose } from '../../cluster/exposure/exposure';
import type { RayPodRole } from '../../kubernetes/ray-pod';
import { invalid } from '../../refusals/invalid';
import { requirePeers } from '../../refusals/network/peers';
import type { RayNetworkPeer } from './peer';

/** Peers that are let in to whatever ports of the cluster serve a purpose. */
export class NetworkOpening {
  /**
   * @param what the option that names the peers, for errors
   * @param needed what they may reach, of which something has to be there
   * @param also what they may reach where it is there
   */
  public constructor(
    private readonly constructPath: string,
    private readonly what: string,
    private readonly peers: readonly RayNetworkPeer[],
    private readonly needed: readonly RayPortPurpose[],
    private readonly also: readonly RayPortPurpose[] = [],
  ) {
    requirePeers(constructPath, what, peers);
    peers.forEach((peer, index) => {
      peer._validate(constructPath, `${what}[${index}]`);
    });
  }

  /** The rule for one kind of pods, if there is a port on them for it. */
  public rules(role: RayPodRole, ports: readonly RayPort[]): k8s.NetworkPolicyIngressRule[] {
    this.requireListener(ports);
    const numbers = new Set(ports.filter((port) => port.role === role && this.covers(port)).map(({ port }) => Number(port)));
    if (numbers.size === 0) return [];
    return [
      {
        from: this.peers.map((peer) => peer._toKube()),
        ports: [...numbers].map((number) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(number) })),
      },
    ];
  }

  /** Who of the peers reaches a port, in words. */
  public reachedBy(port: RayPort): string[] {
    return this.covers(port) ? this.peers.map((peer) => peer._describe()) : [];
  }

  private covers(port: RayPort): boolean {
    return isReachable(port, [...this.needed, ...this.also]);
  }

  private requireListener(ports: readonly RayPort[]): void {
    if (ports.some((port) => isReachable(port, this.needed))) return;
    throw invalid(this.constructPath, {
      what: this.what,
      because: `no pod of the cluster listens on the pod network for them (${this.needed.join(' or ')})`,
      fix: 'remove the option, or have the cluster listen there',
    });
  }
}

function isReachable(port: RayPort, purposes: readonly RayPortPurpose[]): boolean {
  return port.loopback !== true && purposes.includes(port.purpose);
}
