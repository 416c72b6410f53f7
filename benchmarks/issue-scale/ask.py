"""N simulated pods ask cert-manager for their certificates at once, each by the real request-leaf.py in a process of its own.

What a pod does before it asks (start Python, make key and CSR) is done beforehand here, as a thousand pods do that on the CPUs of many nodes.

  ask.py pods N    one process a pod, all start at one moment
  ask.py bare N    one process creates all requests as fast as it can, and lists until all are Ready: what cert-manager takes by itself

Reads NAMESPACE, CREDENTIALS_DIR, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT, ISSUER_NAME, ISSUER_KIND, POD_NAME and POD_UID from the
environment; run.sh sets them. Prints one line of JSON.
"""

import concurrent.futures
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / 'lib'
sys.path[:0] = [str(ROOT / 'kubernetes/scripts'), str(ROOT / 'identity/scripts')]
sys.dont_write_bytecode = True

os.environ.update(ISSUER_GROUP='cert-manager.io', LEAF_SECONDS='86400', LEAF_KEY='ecdsa-p256', LEAF_ROLE='worker')
os.environ.update(ISSUE_SECONDS='300', REQUEST_SECONDS='30', RAY_CLUSTER='issue-scale')

spec = importlib.util.spec_from_file_location('request_leaf', ROOT / 'identity/scripts/request-leaf.py')
request_leaf = importlib.util.module_from_spec(spec)
spec.loader.exec_module(request_leaf)


def make_csr(folder):
    """One for all: cert-manager does the same work for each."""
    key, csr = folder / 'key', folder / 'csr'
    names = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:10.0.0.1'
    subprocess.run(['openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key], check=True, stderr=-3)
    subprocess.run(['openssl', 'req', '-new', '-key', key, '-subj', '/CN=ray-worker', '-addext', names, '-out', csr], check=True)
    return csr


def pods(count, folder, csr):
    start = time.time() + 2 + count / 200
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            os._exit(pod(folder / str(number), csr, start))
        children.append(child)
    before = cpu_of_children()
    assert time.time() < start, 'this machine is too slow to start so many processes in time'
    failures = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    results = [json.loads((folder / str(number)).read_text()) for number in range(count) if (folder / str(number)).exists()]
    seconds = sorted(result['seconds'] for result in results)
    return {
        'pods': count,
        'median': round(statistics.median(seconds), 2),
        'last': round(seconds[-1], 2),
        'requests a pod': round(statistics.mean(result['requests'] for result in results), 1),
        'failures': failures,
        # Here they share the CPUs with the API server and cert-manager; on a cluster they have those of many nodes.
        'CPU seconds of the pods': round(cpu_of_children() - before, 1),
    }


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pod(report, csr, start):
    counted = count_requests()
    time.sleep(max(0, start - time.time()))
    problem = request_leaf.main(csr, f'{report}.crt', f'{report}.ca')
    if problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    report.write_text(json.dumps({'seconds': time.time() - start, 'requests': len(counted)}))
    return 0


def count_requests():
    counted = []
    request = request_leaf.KubeApi.request

    def counting(self, method, *rest):
        counted.append(method)
        return request(self, method, *rest)

    request_leaf.KubeApi.request = counting
    return counted


def bare(count, csr):
    text = Path(csr).read_bytes()
    threads = 8
    first = time.time()
    with concurrent.futures.ProcessPoolExecutor(threads) as pool:
        list(pool.map(create, [text] * count, chunksize=max(1, count // threads)))
    api = request_leaf.KubeApi()
    path = f'/apis/cert-manager.io/v1/namespaces/{api.namespace}/certificaterequests?labelSelector=ray.io/cluster%3Dissue-scale'
    request_leaf.KubeApi.request.__globals__['LONGEST_ANSWER'] = 1 << 30
    while True:
        _, answer = api.request('GET', path)
        ready = [item for item in answer['items'] if (item.get('status') or {}).get('certificate')]
        if len(ready) >= count:
            return {'pods': count, 'last': round(time.time() - first, 2)}
        time.sleep(0.25)


def create(csr):
    request_leaf.CertificateRequest().create(csr)


def main():
    way, count = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        csr = make_csr(Path(name))
        print(json.dumps({'way': way, **(pods(count, Path(name), csr) if way == 'pods' else bare(count, csr))}))


main()
