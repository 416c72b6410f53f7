import { k8s } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { checkArguments } from '../../refusals/api/arguments';
import { requirePeers } from '../../refusals/network/peers';
import { requirePorts } from '../../refusals/network/ports';
import { RayNetworkPeer } from './peer';

/**
 * What is not on the public internet (IANA's special-purpose registry): private networks, the shared range that clouds give to
 * pods, link-local addresses with the metadata services of the clouds, multicast and reserved blocks.
 */
const NOT_PUBLIC_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Azure's own service for its machines, at a public address.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
];
/** All public IPv6 addresses, and no unique-local or link-local ones. */
const PUBLIC_IPV6 = '2000::/3';

/** What the pods of a cluster may reach outside of it: destinations and their ports. */
export class RayNetworkEgress {
  /**
   * TCP to these peers at these ports: a database, an object store, a model server.
   *
   * @param ports the ports on which the pods themselves listen, not those of a Service before them
   */
  public static to(peers: (RayNetworkPeer | IConstruct)[], ports: number[]): RayNetworkEgress {
    return new RayNetworkEgress({
      peers: peers.map((peer, index) => RayNetworkPeer._of('RayNetworkEgress.to', `peers[${index}]`, peer)),
      ports,
      protocols: ['TCP'],
    });
  }

  /**
   * TCP to every address, in the cluster and outside, at these ports.
   *
   * For what no selector and no block of addresses can name.
   */
  public static anywhere(ports: number[]): RayNetworkEgress {
    return new RayNetworkEgress({ ports, protocols: ['TCP'] });
  }

  /**
   * TCP to public addresses, such as those of a cloud's object store: not to private networks, nor to metadata services.
   *
   * Where pods themselves have public addresses, it covers them.
   *
   * @param ports 443 by default
   */
  public static internet(ports: number[] = [443]): RayNetworkEgress {
    return RayNetworkEgress.to([RayNetworkPeer.cidr('0.0.0.0/0', NOT_PUBLIC_IPV4), RayNetworkPeer.cidr(PUBLIC_IPV6)], ports);
  }

  /**
   * UDP and TCP to name servers.
   *
   * @param peers by default the pods of the namespace `kube-system` with the label `k8s-app=kube-dns`, which CoreDNS has too
   * @param port the port on which they listen themselves, 53 by default
   */
  public static dns(peers?: (RayNetworkPeer | IConstruct)[], port = 53): RayNetworkEgress {
    const kubeDns = RayNetworkPeer.pods({ 'k8s-app': 'kube-dns' }, 'kube-system');
    const servers = peers?.map((peer, index) => RayNetworkPeer._of('RayNetworkEgress.dns', `peers[${index}]`, peer)) ?? [kubeDns];
    return new RayNetworkEgress({ peers: servers, ports: [port], protocols: ['UDP', 'TCP'] });
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayNetworkEgress: boolean = true;

  private constructor(private readonly parts: EgressParts) {}

  /**
   * As a NetworkPolicy has it.
   *
   * @internal
   */
  public _toKube(): k8s.NetworkPolicyEgressRule {
    const { peers, ports, protocols } = this.parts;
    return {
      ...(peers === undefined ? {} : { to: peers.map((peer) => peer._toKube()) }),
      ports: protocols.flatMap((protocol) => ports.map((port) => ({ protocol, port: k8s.IntOrString.fromNumber(port) }))),
    };
  }

  /**
   * Refuses what lets through nothing, or everything by mistake.
   *
   * @internal
   */
  public _validate(constructPath: string, what: string): void {
    const { peers, ports } = this.parts;
    if (peers !== undefined) requirePeers(constructPath, `${what}: peers`, peers);
    peers?.forEach((peer, index) => {
      peer._validate(constructPath, `${what}: peers[${index}]`);
    });
    requirePorts(constructPath, `${what}: ports`, ports);
  }
}

interface EgressParts {
  /** Everything if there are none. */
  readonly peers?: readonly RayNetworkPeer[];
  readonly ports: readonly number[];
  readonly protocols: readonly string[];
}

checkArguments('RayNetworkEgress', RayNetworkEgress);
