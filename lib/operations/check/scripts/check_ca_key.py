"""Whether code that runs on the cluster could read the private key of its CA: an attacker's way, by a task on every node.

To be imported. Another container sends the task (check_client.py): a Ray client executes what the cluster answers, so it must not run
beside an API server token. This container treats the answer as untrusted text of bounded size.
Reads from the environment:
  RAY_CLIENT  the host and port of Ray Client's server
  EXCHANGE    the folder that both containers share
"""

import contextlib
import json
import os
import stat
import time

from check_exchange import ANSWER, LONGEST_ANSWER, REQUEST, put
from check_report import FAIL, NOT_TRIED, OK, OPEN, Row
from kube_api import Final, one_line, setting

WHAT = 'CA key'
# The head starts a process for every client, for which a busy machine takes its time.
TASK_SECONDS = 120
PAUSE = 0.2


class NoAnswer(Exception):
    """Why no task searched."""


def ask(ca_keys, seconds):
    """Asks the other container to search for these keys (SHA-256 of the public keys of the CAs). Without keys it ends at once."""
    put(setting('EXCHANGE'), REQUEST, {'keys': ca_keys, 'seconds': min(TASK_SECONDS, seconds)})


def release():
    """Ends the other container if it was never asked."""
    with contextlib.suppress(OSError, Final):
        if not os.path.exists(os.path.join(setting('EXCHANGE'), REQUEST)):
            ask([], 0)


def rows(pods, seconds):
    """A row for each pod, after what the other container answered."""
    try:
        found = answered(min(TASK_SECONDS, seconds))
    except NoAnswer as error:
        reason = f'no Ray task looked, as Ray Client at {setting("RAY_CLIENT")} gave no answer ({one_line(error)})'
        return [row_by_spec(pod, reason) for pod in pods]
    return [row_by_task(pod, found) for pod in pods]


def answered(seconds):
    """What a task saw on each node, by the node's address: where keys are, how many files it read; None where none ran."""
    path = os.path.join(setting('EXCHANGE'), ANSWER)
    deadline = time.monotonic() + seconds
    while not os.path.lexists(path):
        if time.monotonic() > deadline:
            raise NoAnswer('timeout')
        time.sleep(PAUSE)
    try:
        answer = json.loads(read(path))
    except (OSError, ValueError, RecursionError):
        raise NoAnswer('the answer is not valid JSON') from None
    if isinstance(answer, dict) and isinstance(answer.get('failed'), str):
        raise NoAnswer(answer['failed'])
    found = answer.get('found') if isinstance(answer, dict) else None
    if not isinstance(found, dict) or not all(seen is None or is_sound(seen) for seen in found.values()):
        raise NoAnswer('the answer does not have the expected form')
    return found


def read(path):
    """The other container can put anything there, also a link to a file of this container."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, 'rb') as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError('not a regular file')
        return file.read(LONGEST_ANSWER)


def is_sound(seen):
    keys = seen.get('keys') if isinstance(seen, dict) else None
    return isinstance(keys, list) and all(isinstance(key, str) for key in keys) and isinstance(seen.get('files'), int)


def row_by_task(pod, found):
    seen = next((found[ip] for ip in pod.ips if found.get(ip)), None)
    if seen is None:
        return Row(pod.name, '-', WHAT, NOT_TRIED, 'no Ray task ran in this pod in time')
    if seen['keys']:
        where = one_line(', '.join(seen['keys']))
        return Row(pod.name, '-', WHAT, FAIL, f'a Ray task can read the private key of a trusted CA: {where}')
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
