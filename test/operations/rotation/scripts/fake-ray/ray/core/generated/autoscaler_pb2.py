"""The two messages and two enums that ray_nodes.py uses, as far as it uses them."""

import json
import types


class GetClusterResourceStateReply:
    def ParseFromString(self, text):
        nodes = [
            types.SimpleNamespace(
                node_ip_address=node['ip'], node_id=bytes.fromhex(node['id']), status=node.get('state', 'RUNNING'), node_activity=node.get('activity', [])
            )
            for node in json.loads(text)['nodes']
        ]
        self.cluster_resource_state = types.SimpleNamespace(node_states=nodes)


class NodeStatus:
    @staticmethod
    def Name(value):
        return value


class DrainNodeReason:
    @staticmethod
    def Value(name):
        return name
