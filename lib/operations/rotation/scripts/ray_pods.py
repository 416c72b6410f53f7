"""The pods of a Ray cluster and what their init containers report of their leaves.

Reads from the environment, besides what kube_api does:
  CLUSTER   the value of the label cdk8s-ray-tls/cluster
  POD_NAME  the pod that this runs in, which has a leaf of its own, made just now
  RENEW_BEFORE_SECONDS  how long before its end a leaf is due; unset: when two thirds of its life are over
"""

import datetime
import json
import os

from kube_api import Final, KubeApi, one_line, refusal, setting, with_retries

LEAF_CONTAINER = 'ray-tls-leaf'
CLUSTER_LABEL = 'cdk8s-ray-tls/cluster'
RAY_CLUSTER_LABEL = 'ray.io/cluster'
# A pod that KubeRay does not count any more, as its replacement is to come before it goes.
SET_ASIDE_LABEL = 'cdk8s-ray-tls/set-aside'
# A pod that was drained, and was still busy when its time was over: it takes no new work, and leaves Ray when it has ended what it had.
GIVEN_UP_LABEL = 'cdk8s-ray-tls/given-up'
RETRY_SECONDS = 60


class Report:
    """What an init container wrote of the leaf that it made (leaf.sh, report_leaf)."""

    def __init__(self, message):
        told = json.loads(message)
        self.start = instant(told['notBefore'])
        # Peers refuse it when its CA has ended, too; and this pod refuses theirs.
        self.end = min(instant(told['notAfter']), instant(told['signerNotAfter']))
        self.signer = str(told['signer'])
        # The CAs by which peers can verify it: that one, and those above it. An older init container names that one alone.
        self.signers = frozenset(told.get('signers') or [self.signer])
        self.trusts = frozenset(told['trusts'])

    def renewal(self, before):
        """When it is time for another leaf: a given time before the end, or when two thirds of its life are over."""
        return self.end - (before if before is not None else (self.end - self.start) / 3)


class Pod:
    def __init__(self, manifest):
        metadata, status = manifest['metadata'], manifest.get('status') or {}
        self.name = metadata['name']
        self.uid = metadata['uid']
        self.labels = metadata.get('labels') or {}
        self.going = 'deletionTimestamp' in metadata
        self.ip = status.get('podIP')
        self.role = self.labels.get('ray.io/node-type')
        self.group = self.labels.get('ray.io/group')
        self.set_aside = SET_ASIDE_LABEL in self.labels
        self.given_up = GIVEN_UP_LABEL in self.labels
        conditions = {condition['type']: condition['status'] for condition in status.get('conditions') or []}
        self.ready = conditions.get('Ready') == 'True' and not self.going
        self.report = report_in(status)
        self.complaint = complaint_in(status)


class Pods:
    def __init__(self):
        self.api = KubeApi()
        self.cluster = setting('CLUSTER')
        self.path = f'/api/v1/namespaces/{self.api.namespace}/pods'

    def list(self):
        """Every pod of the cluster, and this one."""

        def ask():
            items = []
            for status, answer in self.api.pages(self.path, f'{CLUSTER_LABEL}={self.cluster}'):
                if status != 200:
                    raise refusal(f'listing the pods of {self.cluster}', status, answer)
                items += answer.get('items') or []
            return items

        return [Pod(item) for item in with_retries(ask, RETRY_SECONDS)]

    def own(self, pods):
        name = setting('POD_NAME')
        for pod in pods:
            if pod.name == name and pod.report:
                return pod.report
        raise Final(
            f'the leaf of this pod, {name}, is not reported by its init container {LEAF_CONTAINER}. '
            'Apply the manifest as it was synthesized.'
        )

    def delete(self, pod):
        # Another pod of that name is not meant.
        body = {'apiVersion': 'v1', 'kind': 'DeleteOptions', 'preconditions': {'uid': pod.uid}}
        self.change('DELETE', pod, body, f'deleting pod {pod.name}')

    def relabel(self, pod, labels):
        self.change('PATCH', pod, {'metadata': {'uid': pod.uid, 'labels': labels}}, f'relabelling pod {pod.name}')

    def change(self, method, pod, body, doing):
        def ask():
            status, answer = self.api.request(method, f'{self.path}/{pod.name}', body)
            # Gone already, or another pod by now.
            if status not in (200, 202, 404, 409):
                raise refusal(doing, status, answer)

        with_retries(ask, RETRY_SECONDS)


def report_in(status):
    for container in status.get('initContainerStatuses') or []:
        message = ((container.get('state') or {}).get('terminated') or {}).get('message')
        if container.get('name') == LEAF_CONTAINER and message:
            try:
                return Report(message)
            except (AttributeError, KeyError, TypeError, ValueError):
                return None
    return None


def complaint_in(status):
    """Why the pod is not Ready, in the words of the first container that has any."""
    containers = [*(status.get('initContainerStatuses') or []), *(status.get('containerStatuses') or [])]
    for container in containers:
        for when in ('state', 'lastState'):
            state = container.get(when) or {}
            ended, waiting = state.get('terminated') or {}, state.get('waiting') or {}
            if ended.get('exitCode'):
                return f'{container.get("name")} failed: {one_line(ended.get("message") or ended.get("reason") or "no message")}'
            if when == 'state' and waiting.get('message'):
                return f'{container.get("name")} waits: {one_line(waiting["message"])}'
    for condition in status.get('conditions') or []:
        if condition.get('status') != 'True' and condition.get('message'):
            return one_line(condition['message'])
    return 'it says nothing'


def why_due(pod, own):
    """Why a pod is to be replaced, measured by the leaf that this pod got just now; nothing if it is not."""
    report = pod.report
    if report is None:
        return f'its init container {LEAF_CONTAINER} does not report its leaf'
    if now() >= report.renewal(renew_before()):
        return f'its leaf, or the CA of it, ends at {report.end:%Y-%m-%dT%H:%M:%SZ}'
    if report.signer != own.signer:
        return 'another CA signed its leaf than signs new ones'
    if report.trusts != own.trusts:
        return 'it trusts other CAs than new pods do'
    return None


def instant(text):
    return datetime.datetime.strptime(text, '%Y-%m-%dT%H:%M:%SZ').replace(tzinfo=datetime.timezone.utc)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def renew_before():
    value = os.environ.get('RENEW_BEFORE_SECONDS', '')
    return datetime.timedelta(seconds=float(value)) if value else None
