"""Squares numbers on every node of the cluster."""

import time

import ray

ray.init()


@ray.remote
def square(number: int) -> tuple[int, str]:
    time.sleep(0.5)  # As real work would.
    return number * number, ray.util.get_node_ip_address()


results = ray.get([square.options(scheduling_strategy='SPREAD').remote(number) for number in range(20)])
print('sum of squares:', sum(value for value, _ in results))
print('nodes:', len({address for _, address in results}))
