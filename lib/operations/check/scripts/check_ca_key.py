"""Whether code that runs on the cluster could read the private key of its CA: an attacker's way, by a task on every node.

To be imported. Reads from the environment:
  RAY_CLIENT  the host and port of Ray Client's server
"""

import json
import os
import subprocess
import sys

from check_report import FAIL, NOT_TRIED, OK, OPEN, Row
from kube_api import one_line, setting

WHAT = 'CA key'
# The head starts a process for every client, for which a busy machine takes its time.
TASK_SECONDS = 120


def rows(pods, ca_keys, seconds):
    """A row for each pod; `ca_keys` are the SHA-256 of the CAs' public keys."""
    try:
        found = search(ca_keys, min(TASK_SECONDS, seconds))
    except (subprocess.SubprocessError, ValueError) as error:
        reason = f'no Ray task looked, as Ray Client at {setting("RAY_CLIENT")} gave no answer ({reason_of(error)})'
        return [row_by_spec(pod, reason) for pod in pods]
    return [row_by_task(pod, found) for pod in pods]


def search(ca_keys, seconds):
    """What a task saw on each node, by the node's address: where keys are, how many files it read; None where none ran."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'check_task.py')
    run = subprocess.run(
        [sys.executable, '-B', script, setting('RAY_CLIENT'), str(seconds * 0.8), *ca_keys],
        capture_output=True,
        timeout=seconds,
        check=True,
    )
    return json.loads(run.stdout.splitlines()[-1])


def reason_of(error):
    said = (getattr(error, 'stderr', None) or b'').decode(errors='replace').strip().splitlines()
    return one_line(said[-1]) if said else type(error).__name__


def row_by_task(pod, found):
    seen = next((found[ip] for ip in pod.ips if found.get(ip)), None)
    if seen is None:
        return Row(pod.name, '-', WHAT, NOT_TRIED, 'no Ray task ran in this pod in time')
    if seen['keys']:
        return Row(pod.name, '-', WHAT, FAIL, f'a Ray task can read the private key of a trusted CA: {", ".join(seen["keys"])}')
    return Row(pod.name, '-', WHAT, OK, f'a Ray task found none in {seen["files"]} files of the mounted volumes, nor in its environment')


def row_by_spec(pod, reason):
    shared = sorted(secrets_of(pod.spec, 'initContainers') & secrets_of(pod.spec, 'containers'))
    if shared:
        detail = f'{reason}; a container mounts Secret {", ".join(shared)}, as an init container does: does it hold the key?'
        return Row(pod.name, '-', WHAT, OPEN, detail)
    return Row(pod.name, '-', WHAT, NOT_TRIED, f'{reason}; no container mounts a Secret of the init containers')


def secrets_of(spec, field):
    """The names of the Secrets that these containers mount."""
    mounted = {mount['name'] for container in spec.get(field) or [] for mount in container.get('volumeMounts') or []}
    sources = [source for volume in spec.get('volumes') or [] if volume['name'] in mounted for source in sources_of(volume)]
    return {name for name in sources if name is not None}


def sources_of(volume):
    projected = (volume.get('projected') or {}).get('sources') or []
    return [(volume.get('secret') or {}).get('secretName'), *((source.get('secret') or {}).get('name') for source in projected)]
