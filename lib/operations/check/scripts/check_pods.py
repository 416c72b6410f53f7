"""The pods that run Ray in a cluster.

To be imported. Reads CLUSTER from the environment, the value of the label cdk8s-ray-tls/cluster, besides what kube_api does.
"""

import time
from collections import namedtuple

from kube_api import Final, KubeApi, refusal, setting, with_retries

RETRY_SECONDS = 30
PAUSE = 2

Pod = namedtuple('Pod', 'name ips spec ready')


class Pods:
    def __init__(self):
        self.api = KubeApi()
        self.cluster = setting('CLUSTER')
        # The pods that look after the cluster carry its label too, without Ray in them.
        self.selector = f'cdk8s-ray-tls/cluster={self.cluster},ray.io/node-type in (head,worker)'

    def running(self):
        """Those that run, and the names of those that do not."""
        found = [item for item in self.all() if (item.get('metadata') or {}).get('deletionTimestamp') is None]
        pods = [pod_of(item) for item in found if item['status'].get('phase') == 'Running' and item['status'].get('podIPs')]
        return pods, sorted({item['metadata']['name'] for item in found} - {pod.name for pod in pods})

    def settled(self, seconds):
        """The same once all are Ready, or when the time is up: a cluster that is applied together with its check has to start first."""
        deadline = time.monotonic() + seconds
        while True:
            pods, others = with_retries(self.running, RETRY_SECONDS)
            if pods and not others and all(pod.ready for pod in pods):
                return pods, others
            if time.monotonic() > deadline:
                break
            time.sleep(PAUSE)
        if pods:
            return pods, others
        raise Final(
            f'no pod of cluster {self.cluster} runs in namespace {self.api.namespace}: {len(others)} wait to. '
            'Is it applied there, and what do its pods wait for?'
        )

    def all(self):
        items = []
        for status, answer in self.api.pages(f'/api/v1/namespaces/{self.api.namespace}/pods', self.selector):
            if status != 200:
                raise refusal(f'listing the pods of namespace {self.api.namespace}', status, answer)
            items += answer.get('items') or []
        return items


def pod_of(item):
    status = item['status']
    ready = any(one.get('type') == 'Ready' and one.get('status') == 'True' for one in status.get('conditions') or [])
    return Pod(item['metadata']['name'], [one['ip'] for one in status['podIPs']], item.get('spec') or {}, ready)
