import { invalid } from '../invalid';

type Json = { readonly [field: string]: any };

/** A pod template of a cluster. */
export interface NetworkedPod {
  readonly groupName: string;
  readonly toJson: () => Json;
}

/**
 * Refuses pods in the network of their node, for whatever protects by a network of their own.
 *
 * @param because what does not hold there
 */
export function requireNetworkOfItsOwn(constructPath: string, pods: readonly NetworkedPod[], because: string): void {
  const onNode = pods.find((pod) => pod.toJson().spec?.hostNetwork === true);
  if (onNode === undefined) return;
  throw invalid(constructPath, {
    what: `hostNetwork of the pods of '${onNode.groupName}'`,
    got: true,
    because,
    fix: 'remove hostNetwork, or this construct, and close the ports by a firewall of the node',
  });
}
