"""Runs a task for which there may be no room yet, and prints the address of the node that ran it.

usage: run-pending.py SECONDS
"""

import sys

import ray

ray.init('auto', logging_level='error', log_to_driver=False)


@ray.remote(num_cpus=1)
def where_am_i():
    return ray.util.get_node_ip_address()


print(ray.get(where_am_i.remote(), timeout=int(sys.argv[1])))
