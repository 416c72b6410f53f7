"""Runs a task on every node of the cluster that ADDRESS names, and prints the nodes' addresses as JSON, sorted.

usage: run-everywhere.py ADDRESS NODES      ADDRESS as ray.init has it; NODES: how many there must be
"""

import json
import sys
import time

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

SECONDS = 60


def alive_nodes():
    return [node['NodeID'] for node in ray.nodes() if node['Alive']]


@ray.remote(num_cpus=0)
def where_am_i():
    return ray.util.get_node_ip_address()


address, wanted = sys.argv[1], int(sys.argv[2])
ray.init(address, logging_level='error', log_to_driver=False)
deadline = time.monotonic() + SECONDS
while len(alive_nodes()) < wanted and time.monotonic() < deadline:
    time.sleep(0.5)
nodes = alive_nodes()
if len(nodes) != wanted:
    sys.exit(f'{len(nodes)} nodes are alive after {SECONDS} s, not {wanted}')
tasks = [where_am_i.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=False)).remote() for node in nodes]
print(json.dumps(sorted(ray.get(tasks, timeout=SECONDS))))
