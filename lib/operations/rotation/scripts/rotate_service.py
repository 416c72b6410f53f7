"""Renews the certificates of a RayService by KubeRay's own upgrade: a new cluster beside the old one, to which KubeRay turns the traffic
when it serves; then it deletes the old one. Nothing of it is done by this script but to ask for it.

Reads from the environment, besides what kube_api and ray_pods do:
  KUBERAY_NAME
  READY_SECONDS         how long KubeRay may take

Exits with 0 when nothing is due any more; else with 1 and one line on stderr.
"""

import datetime
import sys
import time

from kube_api import Final, complaint_of, refusal, say, setting, with_retries
from ray_pods import RAY_CLUSTER_LABEL, Pods, now, why_due

# Whatever changes in the pod template of a RayService's cluster makes KubeRay begin an upgrade.
ROTATED_AT = 'cdk8s-ray-tls/rotated-at'
PAUSE = 2


class ServiceRotation:
    def __init__(self):
        self.pods = Pods()
        self.name = setting('KUBERAY_NAME')
        self.path = f'/apis/ray.io/v1/namespaces/{self.pods.api.namespace}/rayservices/{self.name}'

    def run(self):
        active, pending = self.clusters(self.service())
        if pending:
            raise Final(f'RayService {self.name} is being upgraded already, to {pending}. Nothing was begun.')
        due = self.due(active)
        if not due:
            say('ray-tls: nothing is due')
            return
        [(pod, why), *_] = due
        say(f'ray-tls: {len(due)} pods of {active} are to be replaced, such as {pod.name}: {why}')
        self.begin_upgrade()
        self.wait_for_another(active)

    def due(self, ray_cluster):
        pods = self.pods.list()
        own = self.pods.own(pods)
        mine = [pod for pod in pods if pod.role and pod.labels.get(RAY_CLUSTER_LABEL) == ray_cluster and not pod.going]
        return [(pod, why) for pod in mine for why in [why_due(pod, own)] if why]

    def begin_upgrade(self):
        stamp = now().replace(microsecond=0, tzinfo=None).isoformat() + 'Z'
        annotation = {'metadata': {'annotations': {ROTATED_AT: stamp}}}
        patch = {'spec': {'rayClusterConfig': {'headGroupSpec': {'template': annotation}}}}
        self.ask('PATCH', patch, 'patching')

    def wait_for_another(self, former):
        limit = float(setting('READY_SECONDS'))
        end = now() + datetime.timedelta(seconds=limit)
        while True:
            active, pending = self.clusters(self.service())
            if active != former and not pending:
                break
            if now() > end:
                raise Final(
                    f'RayService {self.name} did not turn to a new cluster within {limit:g} s; {active or "none"} serves on, '
                    f'{pending or "none"} is pending. Look at its events, and at the pods of {pending or "the new cluster"}.'
                )
            time.sleep(PAUSE)
        due = self.due(active)
        if due:
            [(pod, why), *_] = due
            raise Final(f'pod {pod.name} is new, and is to be replaced already: {why}. Let leaves live longer than it takes to renew them.')
        say(f'ray-tls: {active} serves now')

    def service(self):
        return self.ask('GET', None, 'reading')

    def clusters(self, service):
        """The names of the cluster that serves and of the one that is to."""
        status = service.get('status') or {}
        names = [(status.get(which) or {}).get('rayClusterName') or '' for which in ('activeServiceStatus', 'pendingServiceStatus')]
        if not names[0]:
            raise Final(f'RayService {self.name} does not serve. Nothing was begun.')
        return names

    def ask(self, method, body, doing):
        def once():
            status, answer = self.pods.api.request(method, self.path, body)
            if status != 200:
                raise refusal(f'{doing} RayService {self.name}', status, answer)
            return answer

        return with_retries(once, 60)


if __name__ == '__main__':
    sys.exit(complaint_of(lambda: ServiceRotation().run()))
