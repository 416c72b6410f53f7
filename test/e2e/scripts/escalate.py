"""Tries to become more than it is, and to read what is its neighbours', and prints what came of it as JSON.

usage: escalate.py [ADDRESS]      with the ADDRESS of a Ray cluster: as a task on each of its nodes; by itself otherwise
"""

import ctypes
import json
import os
import pathlib
import socket
import stat
import subprocess
import sys

CLONE_NEWNS = 0x00020000


def attempt(action):
    """'done', or why not."""
    try:
        action()
        return 'done'
    except Exception as error:
        return type(error).__name__


def libc_call(name, *args):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*args) != 0:
        raise OSError(ctypes.get_errno(), name)


def mount():
    libc_call('mount', b'none', b'/tmp', b'tmpfs', 0, None)


def setuid_binary():
    found = [path for folder in ('/usr/bin', '/bin') for path in pathlib.Path(folder).iterdir() if is_setuid_root(path)]
    if not found:
        raise LookupError('no setuid binary')
    # With no_new_privs the kernel ignores the bit, whatever the binary does.
    if status()['NoNewPrivs'] == '1':
        raise PermissionError('no_new_privs')


def is_setuid_root(path):
    try:
        info = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(info.st_mode) and bool(info.st_mode & stat.S_ISUID) and info.st_uid == 0


def sudo():
    subprocess.run(['sudo', '-n', 'id'], check=True, capture_output=True)


def status():
    lines = pathlib.Path('/proc/self/status').read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(':') for line in lines)}


def tokens():
    """Kubernetes tokens in sight: in its own files, and by /proc in those of any other process of the pod."""
    found = []
    for folder in ('var/run/secrets', 'etc/kube-rbac-proxy', 'etc/ray'):
        roots = [pathlib.Path('/')] + [process / 'root' for process in pathlib.Path('/proc').iterdir() if process.name.isdigit()]
        for root in roots:
            found += [str(path) for path in files_below(root / folder) if path.name == 'token' and readable(path)]
    return found


def files_below(folder):
    for parent, _, names in os.walk(folder):
        yield from (pathlib.Path(parent) / name for name in names)


def readable(path):
    return attempt(path.read_bytes) == 'done'


def results():
    own = status()
    return {
        'uid': os.getuid(),
        'NoNewPrivs': own['NoNewPrivs'],
        'capabilities': [int(own[name], 16) for name in ('CapEff', 'CapPrm', 'CapBnd')],
        'seccomp': own['Seccomp'],
        'setuid': attempt(lambda: os.setuid(0)),
        'setuid binary': attempt(setuid_binary),
        'sudo': attempt(sudo),
        'mount': attempt(mount),
        'namespace': attempt(lambda: libc_call('unshare', CLONE_NEWNS)),
        'raw socket': attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()),
        'device': attempt(lambda: os.mknod('/tmp/device', stat.S_IFBLK | 0o600, os.makedev(8, 0))),
        'tokens': tokens(),
    }


def results_of_every_node(address):
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    ray.init(address, logging_level='error', log_to_driver=False)
    task = ray.remote(num_cpus=0)(results)
    nodes = [node['NodeID'] for node in ray.nodes() if node['Alive']]
    placed = [task.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=False)).remote() for node in nodes]
    return ray.get(placed, timeout=60)


print(json.dumps(results_of_every_node(sys.argv[1]) if len(sys.argv) > 1 else [results()]))
