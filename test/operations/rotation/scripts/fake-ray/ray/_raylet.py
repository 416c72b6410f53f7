"""Stands in for the GCS, which is a file: {"nodes": [...]}; what is drained is appended to a second one."""

import json
import os


class GcsClient:
    def __init__(self, address):
        if address != os.environ.get('FAKE_GCS_ADDRESS', address):
            raise RuntimeError(f'no GCS at {address}')

    def get_cluster_resource_state(self):
        with open(os.environ['FAKE_GCS'], encoding='utf-8') as file:
            return file.read()

    def drain_node(self, node_id, reason, message, deadline_ms):
        with open(os.environ['FAKE_GCS'] + '.drained', 'a', encoding='utf-8') as file:
            file.write(json.dumps({'id': node_id, 'reason': reason, 'message': message, 'deadline': deadline_ms}) + '\n')
        refusal = json.loads(self.get_cluster_resource_state()).get('refusal', '')
        return refusal == '', refusal
