"""The nodes of a Ray cluster, as its GCS knows them; a program of its own, as Ray's client ends a process that loses the GCS.

  ray_nodes.py list ADDRESS                                  prints [{"ip", "id", "state", "activity"}, ...], the dead ones left out
  ray_nodes.py drain ADDRESS NODE_ID SECONDS MESSAGE         no new work goes to that node; it leaves when it has none any more

The image's own Ray speaks to the GCS, by mutual TLS where RAY_USE_TLS says so. Both calls are those of `ray status` and `ray drain-node`
(Ray 2.10 to 2.58), which print for people.
"""

import json
import sys
import time

from ray._raylet import GcsClient
from ray.core.generated import autoscaler_pb2


def nodes(client):
    reply = autoscaler_pb2.GetClusterResourceStateReply()
    reply.ParseFromString(client.get_cluster_resource_state())
    found = [
        {
            'ip': node.node_ip_address,
            'id': node.node_id.hex(),
            'state': autoscaler_pb2.NodeStatus.Name(node.status),
            'activity': list(node.node_activity),
        }
        for node in reply.cluster_resource_state.node_states
    ]
    return [node for node in found if node['state'] != 'DEAD']


def drain(client, node_id, seconds, message):
    reason = autoscaler_pb2.DrainNodeReason.Value('DRAIN_NODE_REASON_PREEMPTION')
    accepted, why_not = client.drain_node(node_id, reason, message, int((time.time() + float(seconds)) * 1000))
    if not accepted:
        raise SystemExit(f'Ray does not drain node {node_id}: {why_not}')


def main(command, address, *arguments):
    client = GcsClient(address=address)
    if command == 'list':
        print(json.dumps(nodes(client)))
    else:
        drain(client, *arguments)


if __name__ == '__main__':
    main(*sys.argv[1:])
