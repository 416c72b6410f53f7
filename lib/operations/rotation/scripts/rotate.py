"""Replaces the pods of a Ray cluster whose leaf nears its end, or whose CA is not that of new pods: Ray reads its leaf once, so only
another pod has another one. Workers first, a few at a time, each drained through Ray; then the head, if that is allowed.

Stops, and replaces nothing further, when something is not as it should be: the next run begins anew with what is there then.

Reads from the environment, besides what kube_api and ray_pods do:
  KUBERAY_NAME          the RayCluster
  GCS_ADDRESS
  WINDOW_SECONDS        for how long after its start it begins with further pods
  DRAIN_SECONDS         how long a worker may take to end what it runs
  READY_SECONDS         how long the cluster may take to be whole again
  AT_ONCE               how many workers are replaced at once
  SURGE                 1: their replacements are there before they go
  BUSY                  keep or replace: what happens to a worker that is busy when DRAIN_SECONDS are over
  HEAD                  keep or replace

Exits with 0 when nothing is due any more, or the window is over; else with 1 and one line on stderr.
"""

import sys
import time

import ray_calls
from kube_api import Final, Transient, complaint_of, one_line, refusal, say, setting, with_retries
from ray_pods import GIVEN_UP_LABEL, RAY_CLUSTER_LABEL, SET_ASIDE_LABEL, Pods, why_due

LONGEST_PAUSE = 5
# For how long the head may be silent while workers are drained.
GCS_SECONDS = 120


class Rotation:
    def __init__(self):
        self.start = time.monotonic()
        self.pods = Pods()
        self.name = setting('KUBERAY_NAME')
        self.own = None

    def run(self):
        found = self.pods.list()
        self.own = self.pods.own(found)
        # First of all, as Ray would not answer this pod either.
        self.check_trust(found)
        self.clear(found)
        self.wait_until_whole('Nothing was replaced.')
        self.finish([pod for pod in self.pods.list() if pod.set_aside])
        workers = self.due('worker')
        at_once = int(setting('AT_ONCE'))
        while workers:
            if self.window_is_over():
                say(f'ray-tls: the window is over. {len(workers)} workers are left for the next one: {names(workers)}.')
                return
            self.replace_workers(workers[:at_once])
            workers = self.due('worker')
        self.replace_head()

    def clear(self, pods):
        """Workers that ended their work when an earlier run had given up on them: Ray's node is gone, its pod is not."""
        try:
            joined = {node['ip'] for node in ray_calls.nodes()}
        except Transient:
            # What that means, the wait for the cluster tells.
            return
        for pod in pods:
            if pod.given_up and not pod.going and pod.ip not in joined:
                say(f'ray-tls: worker {pod.name} is no node of the Ray cluster any more, and is deleted')
                self.pods.delete(pod)

    def due(self, role):
        """The pods that are to be replaced, the most urgent first."""
        pods = [pod for pod in self.pods.list() if pod.role == role and not pod.going]
        due = [pod for pod in pods if why_due(pod, self.own)]
        return sorted(due, key=lambda pod: (pod.report is not None, pod.report and pod.report.end))

    def window_is_over(self):
        return time.monotonic() - self.start > float(setting('WINDOW_SECONDS'))

    def check_trust(self, pods):
        """Stops before pods come that those which are there would refuse, or the other way round."""
        for pod in pods:
            if not pod.role or pod.report is None:
                continue
            if self.own.signers.isdisjoint(pod.report.trusts):
                raise Final(
                    f'pod {pod.name} does not trust the CA that signs new leaves ({self.own.signer[:16]}), so it would '
                    'refuse its new peers. Nothing was replaced. First have all pods trust both CAs (additionalTrust), then let the new '
                    'one sign: docs/rotation.md.'
                )
            if pod.report.signers.isdisjoint(self.own.trusts):
                raise Final(
                    f'new pods would not trust the CA that signed the leaf of pod {pod.name} ({pod.report.signer[:16]}). '
                    'Nothing was replaced. Keep that CA among additionalTrust until no pod has a leaf of it: docs/rotation.md.'
                )

    def replace_workers(self, workers):
        for pod in workers:
            say(f'ray-tls: worker {pod.name} is to be replaced: {why_due(pod, self.own)}')
        before = {pod.name for pod in self.pods.list()}
        if setting('SURGE') == '1':
            for pod in workers:
                # KubeRay counts it no more, and makes another one while this one goes on.
                self.pods.relabel(pod, {RAY_CLUSTER_LABEL: None, SET_ASIDE_LABEL: 'true'})
            self.wait_until_whole(f'{names(workers)} run on.')
        self.drain_and_delete(workers)
        self.wait_until_whole('Nothing further is replaced.')
        self.check_replacements(before)

    def finish(self, pods):
        """Workers that an earlier run set aside, and did not come to the end with."""
        if pods:
            say(f'ray-tls: {names(pods)} were set aside by an earlier run')
            self.drain_and_delete(pods)

    def check_replacements(self, before):
        for pod in self.pods.list():
            if pod.role and pod.name not in before and why_due(pod, self.own):
                raise Final(
                    f'pod {pod.name} is new, and is to be replaced already: {why_due(pod, self.own)}. Nothing further is replaced. '
                    'Let leaves live longer than it takes to renew them, and their CA longer than that.'
                )

    def drain_and_delete(self, workers):
        """No new work goes to them, what they run ends, and then they go, each as soon as it can."""
        ids = {node['ip']: node['id'] for node in with_retries(ray_calls.nodes, GCS_SECONDS)}
        limit = float(setting('DRAIN_SECONDS'))
        deadline = time.monotonic() + limit
        for pod in workers:
            if pod.ip in ids:
                ray_calls.drain(ids[pod.ip], limit, 'its certificate is to be replaced')
        left = list(workers)
        while left:
            alive = {node['id']: node for node in with_retries(ray_calls.nodes, GCS_SECONDS)}
            for pod in [pod for pod in left if ids.get(pod.ip) not in alive]:
                self.pods.delete(pod)
                left.remove(pod)
                say(f'ray-tls: worker {pod.name} had ended its work, and is deleted')
            if left and time.monotonic() > deadline:
                self.give_up_on(left, {pod.name: '; '.join(alive[ids[pod.ip]]['activity']) or 'nothing that Ray tells of' for pod in left})
                return
            if left:
                time.sleep(1)

    def give_up_on(self, busy, activity):
        told = ', '.join(f'{name} ({one_line(what)})' for name, what in activity.items())
        if setting('BUSY') == 'keep':
            for pod in busy:
                self.pods.relabel(pod, {GIVEN_UP_LABEL: 'true'})
            raise Final(
                f'still busy after {float(setting("DRAIN_SECONDS")):g} s: {told}. They take no new work, and run on. '
                'Nothing further is replaced. Give them longer (drainTimeout), end what runs there, or choose RayBusyWorkers.REPLACE, '
                'which loses it.'
            )
        for pod in busy:
            say(f'ray-tls: worker {pod.name} is deleted while it is busy: {activity[pod.name]}')
            self.pods.delete(pod)

    def replace_head(self):
        heads = self.due('head')
        if not heads:
            say('ray-tls: nothing is due')
            return
        [head, *_] = heads
        why = why_due(head, self.own)
        if setting('HEAD') == 'keep':
            raise Final(
                f'the head {head.name} is to be replaced: {why}. It is left alone, as all that the cluster runs would be lost. Add '
                'gcsFaultTolerance to the cluster, or choose RayHeadRotation.INTERRUPTING and a schedule at which that is no harm.'
            )
        if self.window_is_over():
            say(f'ray-tls: the window is over. The head {head.name} is left for the next one.')
            return
        say(f'ray-tls: the head {head.name} is to be replaced: {why}')
        before = {pod.name for pod in self.pods.list()}
        self.pods.delete(head)
        self.wait_until_whole('Nothing further is replaced.', without=head)
        self.check_replacements(before)

    def wait_until_whole(self, consequence, without=None):
        """Until every pod that KubeRay is to run is Ready, and a node of the Ray cluster."""
        limit = float(setting('READY_SECONDS'))
        deadline = time.monotonic() + limit
        pause = 0.5
        while True:
            try:
                missing = self.missing(without)
            except Transient as error:
                missing = str(error)
            if not missing:
                return
            if time.monotonic() > deadline:
                raise Final(f'the cluster was not whole for {limit:g} s: {missing.rstrip(".")}. {consequence}')
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def missing(self, without):
        """What the cluster lacks, in words; nothing if it is whole."""
        pods = [pod for pod in self.pods.list() if pod.role and not pod.set_aside and not pod.going]
        if without and any(pod.uid == without.uid for pod in pods):
            return f'pod {without.name} is still there'
        for pod in pods:
            if not pod.ready:
                return f'pod {pod.name} is not Ready: {pod.complaint}'
        for group, count in self.wanted().items():
            found = sum(pod.group == group for pod in pods)
            if found < count:
                return f'{found} of {count} pods of {group} are there'
        joined = {node['ip'] for node in ray_calls.nodes()}
        for pod in pods:
            if pod.ip not in joined:
                return f'pod {pod.name} is Ready, but no node of the Ray cluster'
        return None

    def wanted(self):
        """How many pods KubeRay is to run, by their label ray.io/group."""

        def ask():
            path = f'/apis/ray.io/v1/namespaces/{self.pods.api.namespace}/rayclusters/{self.name}'
            status, answer = self.pods.api.request('GET', path)
            if status != 200:
                raise refusal(f'reading RayCluster {self.name}', status, answer)
            return answer['spec']

        spec = with_retries(ask, 30)
        if spec.get('suspend'):
            raise Final(f'RayCluster {self.name} is suspended. There is nothing to replace.')
        wanted = {'headgroup': 1}
        for group in spec.get('workerGroupSpecs') or []:
            count = group.get('replicas', group.get('minReplicas', 0))
            wanted[group['groupName']] = 0 if group.get('suspend') else count * group.get('numOfHosts', 1)
        return wanted


def names(pods):
    return ', '.join(pod.name for pod in pods)


if __name__ == '__main__':
    sys.exit(complaint_of(lambda: Rotation().run()))
