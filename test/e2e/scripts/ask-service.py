"""Asks a service again and again, a new connection each time, until only one version has answered for a while; prints what came as JSON.

usage: ask-service.py URL VERSION SECONDS      VERSION: the one that has to take over; SECONDS: how long it has to be alone
"""

import collections
import json
import sys
import time
import urllib.request

PAUSE_SECONDS = 0.1
LONGEST_SECONDS = 480

url, wanted, alone_seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
versions = collections.Counter()
failures = []
start = last_other = time.monotonic()
while time.monotonic() - last_other < alone_seconds and time.monotonic() - start < LONGEST_SECONDS:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            version = json.load(answer)['version']
        versions[version] += 1
    except Exception as error:  # Whatever it is, it is a request that was lost.
        version = None
        failures.append(f'after {time.monotonic() - start:.1f} s: {error!r}')
    if version != wanted:
        last_other = time.monotonic()
    time.sleep(PAUSE_SECONDS)
print(json.dumps({'versions': versions, 'failures': failures}))
