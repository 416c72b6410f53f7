"""The Ray client of a check. A Ray client executes what the cluster answers, so its container has no API server token.

Waits for the request of the other container, sends the task, passes on the result, and ends. The other container gives the verdict.

Reads from the environment:
  RAY_CLIENT       the host and port of Ray Client's server
  EXCHANGE         the folder that both containers share
  TIMEOUT_SECONDS  how long to wait for the request

Exits with 0 in every case.
"""

import json
import os
import subprocess
import sys
import time

from check_exchange import ANSWER, REQUEST, put

PAUSE = 0.2


def main(folder, client, seconds):
    deadline = time.monotonic() + seconds
    path = os.path.join(folder, REQUEST)
    while not os.path.exists(path):
        if time.monotonic() > deadline:
            print('ray-tls-check: no request came')
            return
        time.sleep(PAUSE)
    with open(path, encoding='utf-8') as file:
        request = json.load(file)
    if request['keys']:
        put(folder, ANSWER, answer(client, request['keys'], request['seconds']))
    print('ray-tls-check: done; the verdict is in the log of the container ray-tls-check')


def answer(client, keys, seconds):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'check_task.py')
    # Shorter than the other container waits.
    bounded = seconds * 0.9
    try:
        run = subprocess.run(
            [sys.executable, '-B', script, client, str(seconds * 0.7), *keys], capture_output=True, timeout=bounded, check=True
        )
        return {'found': json.loads(run.stdout.splitlines()[-1])}
    except (subprocess.SubprocessError, ValueError, IndexError) as error:
        return {'failed': reason_of(error)}


def reason_of(error):
    said = (getattr(error, 'stderr', None) or b'').decode(errors='replace').strip().splitlines()
    return said[-1][:300] if said else type(error).__name__


if __name__ == '__main__':
    main(os.environ['EXCHANGE'], os.environ['RAY_CLIENT'], float(os.environ['TIMEOUT_SECONDS']))
