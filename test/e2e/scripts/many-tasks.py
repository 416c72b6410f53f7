"""Runs tasks that may not be tried again, a few at a time, for so many seconds; prints what came of them as JSON.

  many-tasks.py SECONDS
"""

import json
import sys
import time

import ray

ray.init(address='auto', log_to_driver=False)


@ray.remote(num_cpus=1, max_retries=0)
def square(number):
    time.sleep(2)
    return number * number, ray.util.get_node_ip_address()


end = time.monotonic() + float(sys.argv[1])
pending, started, total, places, lost = {}, 0, 0, set(), []
while pending or time.monotonic() < end:
    while len(pending) < 4 and time.monotonic() < end:
        pending[square.remote(started)] = started
        started += 1
    [done], _ = ray.wait(list(pending))
    number = pending.pop(done)
    try:
        result, place = ray.get(done)
        total += result
        places.add(place)
    except Exception as error:
        lost.append(f'{number}: {type(error).__name__}')
print(json.dumps({'started': started, 'total': total, 'expected': sum(n * n for n in range(started)), 'places': sorted(places), 'lost': lost}))
