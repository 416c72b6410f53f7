"""What this pod asks of Ray, each question in a process of its own: Ray's client ends its process when it loses the GCS,
or waits for ever.

Reads GCS_ADDRESS from the environment.
"""

import json
import os
import subprocess
import sys

from kube_api import Transient, one_line, setting

CALL_SECONDS = 60


def nodes():
    """The nodes that are alive: [{"ip", "id", "state", "activity"}, ...]."""
    return json.loads(call('list', setting('GCS_ADDRESS')).strip().split('\n')[-1])


def drain(node_id, seconds, message):
    call('drain', setting('GCS_ADDRESS'), node_id, f'{seconds:g}', message)


def call(*arguments):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'ray_nodes.py')
    try:
        ended = subprocess.run([sys.executable, '-B', script, *arguments], capture_output=True, text=True, timeout=CALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise Transient(f"the head's GCS at {arguments[1]} did not answer within {CALL_SECONDS} s") from None
    if ended.returncode == 0:
        return ended.stdout
    said = [line for line in ended.stderr.split('\n') if line.strip()]
    raise Transient(
        f"the head's GCS at {arguments[1]} did not do what was asked ({arguments[0]}): {one_line(said[-1] if said else 'no message')}"
    )
