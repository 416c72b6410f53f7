"""Tells Prometheus when the certificates of a Ray cluster's pods expire, and what keeps pods from getting one.

Reads the API server at an interval and answers from what it read: neither a slow API server nor many clients can slow the other down.
What it could not read anew is told for a while longer, so that no alert ends just because the API server is away.

Reads from the environment, besides what kube_api does:
  CLUSTER           the value of the pods' label cdk8s-ray-tls/cluster
  PORT              where it listens, for /metrics and /healthz
  INTERVAL_SECONDS  how often it reads the API server

Exits with 1 and one line on stderr if it cannot start.
"""

import signal
import sys
import threading
import time

import export_metrics
import export_server
from export_readings import CronJob, Job, Pod, Request, dig, listed
from kube_api import Final, KubeApi, Transient, complaint_of, one_line, refusal, say, setting

# For how long one kind of object may be read, page by page.
READ_SECONDS = 60
STALE_SECONDS = 300
# Four kinds of objects, each in its time, and a pause, with room to spare.
STUCK_SECONDS = 6 * READ_SECONDS
TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8'
CERT_MANAGER = '/apis/cert-manager.io/v1'


class Resource:
    """One kind of object, as far as it concerns the cluster, with what was read of it last."""

    def __init__(self, group, name, selector, kind):
        self.group = group
        self.name = name
        self.selector = selector
        self.kind = kind
        self.found = None
        self.read_at = None
        self.succeeded = 0
        self.problem = None

    def read(self, api):
        path = f'{self.group}/namespaces/{api.namespace}/{self.name}'
        deadline = time.monotonic() + READ_SECONDS
        found = []
        for status, answer in api.pages(path, self.selector):
            if status == 404 and self.group == CERT_MANAGER:
                # It is not installed, so there are no requests either.
                break
            if status != 200:
                raise refusal(f'listing {self.name} in namespace {api.namespace}', status, answer)
            found += [self.kind(item) for item in listed(answer.get('items'))]
            if dig(answer, 'metadata', 'continue') and time.monotonic() > deadline:
                raise Transient(f'listing {self.name} in namespace {api.namespace} takes longer than {READ_SECONDS} s.')
        self.found = found
        self.read_at = time.monotonic()
        self.succeeded = int(time.time())

    def current(self):
        """What was read, while it is fresh enough to be told."""
        return None if self.read_at is None or time.monotonic() - self.read_at > STALE_SECONDS else self.found

    def note(self, problem):
        """One line when a problem begins, changes or ends, and none for each time that it is met again."""
        if problem != self.problem:
            say(f'ray-tls: {problem or f"{self.name} can be read again"}', file=sys.stderr)
        self.problem = problem


class Exporter:
    def __init__(self):
        self.cluster = setting('CLUSTER')
        self.namespace = KubeApi().namespace
        rotation = f'app.kubernetes.io/name=ray-tls-rotation,app.kubernetes.io/instance={self.cluster}'
        self.pods = Resource('/api/v1', 'pods', f'cdk8s-ray-tls/cluster={self.cluster}', Pod)
        # Which of them are the cluster's is told by the pods that own them.
        self.requests = Resource(CERT_MANAGER, 'certificaterequests', 'cdk8s-ray-tls/role', Request)
        self.jobs = Resource('/apis/batch/v1', 'jobs', rotation, Job)
        self.cron_jobs = Resource('/apis/batch/v1', 'cronjobs', rotation, CronJob)
        self.resources = (self.pods, self.requests, self.jobs, self.cron_jobs)
        self.alive_at = time.monotonic()
        self.text = ''
        self.tell()

    def read(self):
        for resource in self.resources:
            try:
                # Anew each time, as the API server's CA may be another one by now.
                api = KubeApi()
                try:
                    resource.read(api)
                finally:
                    api.connection.close()
                resource.note(None)
            except (Final, Transient) as error:
                resource.note(str(error))
            except Exception as error:
                # Whatever it is, the other kinds can still be told of.
                resource.note(f'listing {resource.name} failed: {type(error).__name__}: {one_line(error)}')
        self.tell()
        self.alive_at = time.monotonic()

    def tell(self):
        metrics = export_metrics.Metrics(namespace=self.namespace, ray_cluster=self.cluster)
        pods, requests, jobs, cron_jobs = (resource.current() for resource in self.resources)
        if pods is not None:
            pods = [pod for pod in pods if pod.counts and pod.leaves]
            export_metrics.add_pods(metrics, pods)
            export_metrics.add_cas(metrics, pods)
            if requests is not None:
                export_metrics.add_requests(metrics, requests, pods)
        if jobs is not None and cron_jobs is not None:
            export_metrics.add_rotation(metrics, jobs, cron_jobs)
        for resource in self.resources:
            metrics.add('ray_tls_exporter_last_success_timestamp_seconds', resource.succeeded, resource=resource.name)
        self.text = metrics.text()

    def metrics_page(self):
        return 200, TEXT_FORMAT, self.text

    def health_page(self):
        alive = time.monotonic() - self.alive_at < STUCK_SECONDS
        return (200, TEXT_FORMAT, 'ok\n') if alive else (503, TEXT_FORMAT, 'no reading has ended for too long\n')


def run():
    exporter = Exporter()
    port, interval = int(setting('PORT')), float(setting('INTERVAL_SECONDS'))
    server = export_server.Server(port, {'/metrics': exporter.metrics_page, '/healthz': exporter.health_page})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        exporter.read()
        time.sleep(interval)


if __name__ == '__main__':
    # As the first process of a container it would be deaf to it otherwise.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.exit(complaint_of(run))
