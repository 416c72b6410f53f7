"""Has cert-manager certify a CSR, by a CertificateRequest that Kubernetes removes together with this pod.

Arguments: the file with the CSR, the one for the certificate and its chain, the one for the CA of the issuer, empty if it returns none.
Reads from the environment, besides what kube_api does:
  ISSUER_NAME, ISSUER_KIND, ISSUER_GROUP  the issuer
  LEAF_SECONDS   how long the certificate is to be valid
  LEAF_KEY       the kind of key in the CSR
  LEAF_ROLE      who it is for: head, worker or another
  POD_NAME, POD_UID  the pod that owns the request
  RAY_CLUSTER    its Ray cluster; may be empty
  ISSUE_SECONDS  for how long to try to make the request, and then to wait for the issuer

Exits with 1 and one line on stderr if there is no certificate.
"""

import base64
import os
import random
import sys
import time

from kube_api import Final, KubeApi, Transient, one_line, refusal, setting, with_retries

GROUP = 'cert-manager.io'
# A Role may be a moment behind the pods of the same manifest, and comes soon or never.
RIGHTS_SECONDS = 30
# An idle cert-manager takes 0.05 to 0.1 s. The longer it took so far, the API server included, the busier both are: a pod asks less often.
FIRST_PAUSE = 0.05
PAUSE_OF_ELAPSED = 0.5
LONGEST_PAUSE = 5
UNAPPROVED = 'nobody approved it. Is cert-manager running, and if its own approver is switched off, does a policy fit this request?'
UNTOUCHED = 'it is approved, but nobody took it up. Is the controller of that kind of issuer running?'


class CertificateRequest:
    def __init__(self):
        self.api = KubeApi()
        self.path = f'/apis/{GROUP}/v1/namespaces/{self.api.namespace}/certificaterequests'
        self.issuer = f'{setting("ISSUER_KIND")} {setting("ISSUER_NAME")}'
        self.name = None
        self.start = time.monotonic()
        self.rights_deadline = self.start + min(RIGHTS_SECONDS, float(setting('ISSUE_SECONDS')))

    def create(self, csr):
        status, answer = self.api.request('POST', self.path, manifest(csr))
        if status == 404:
            raise Final(
                f'the API server knows no certificaterequests.{GROUP}: cert-manager is not installed. Install it, or use RayTls.signedBy.'
            )
        if status != 201:
            problem = refusal(f'creating a CertificateRequest in namespace {self.api.namespace}', status, answer)
            raise Final(str(problem)) if status in (401, 403) and time.monotonic() > self.rights_deadline else problem
        self.name = (answer.get('metadata') or {}).get('name')
        if not self.name:
            raise Transient('the API server answered with something else than the CertificateRequest.')

    def wait(self, seconds):
        """The certificate and the CA, once the issuer has answered."""
        deadline = time.monotonic() + seconds
        while True:
            pause = min(max(FIRST_PAUSE, PAUSE_OF_ELAPSED * (time.monotonic() - self.start)), LONGEST_PAUSE)
            # Pods that start together must not ask together.
            time.sleep(pause * random.uniform(0.5, 1))
            try:
                issued, so_far = self.read()
            except Transient as error:
                issued, so_far = None, str(error)
            if issued:
                return issued
            if time.monotonic() > deadline:
                raise Transient(f'no certificate from {self.issuer} within {seconds:g} s. CertificateRequest {self.name}: {so_far}')

    def read(self):
        """What was issued, if it was, and how things stand."""
        status, answer = self.api.request('GET', f'{self.path}/{self.name}')
        if status == 404:
            raise Final(f'CertificateRequest {self.name} is gone: somebody deleted it while {self.issuer} had not answered yet.')
        if status != 200:
            raise refusal(f'reading CertificateRequest {self.name}', status, answer)
        request_status = answer.get('status') or {}
        conditions = {condition.get('type'): condition for condition in request_status.get('conditions') or []}
        self.stop_if_refused(conditions)
        ready = conditions.get('Ready')
        if ready is None:
            return None, UNTOUCHED if 'Approved' in conditions else UNAPPROVED
        return (self.decode(request_status), '') if ready.get('status') == 'True' else (None, told(ready))

    def stop_if_refused(self, conditions):
        for kind, verdict in (('Denied', 'was denied by the approver'), ('InvalidRequest', 'is invalid to its issuer')):
            if (conditions.get(kind) or {}).get('status') == 'True':
                raise Final(f'CertificateRequest {self.name} {verdict}: {told(conditions[kind])}')
        ready = conditions.get('Ready') or {}
        if ready.get('status') == 'False' and ready.get('reason') in ('Failed', 'Denied'):
            raise Final(f'{self.issuer} refused CertificateRequest {self.name}: {told(ready)}')

    def decode(self, request_status):
        try:
            certificate = base64.b64decode(request_status.get('certificate') or '', validate=True)
            ca = base64.b64decode(request_status.get('ca') or '', validate=True)
        except (TypeError, ValueError) as error:
            raise Final(f'CertificateRequest {self.name} is Ready, but what {self.issuer} put into it is no base64.') from error
        if not certificate:
            raise Final(f'CertificateRequest {self.name} is Ready, but {self.issuer} put no certificate into it.')
        return certificate, ca


def manifest(csr):
    pod = setting('POD_NAME')
    labels = {'cdk8s-ray-tls/role': setting('LEAF_ROLE')}
    if os.environ.get('RAY_CLUSTER'):
        labels['ray.io/cluster'] = os.environ['RAY_CLUSTER']
    return {
        'apiVersion': f'{GROUP}/v1',
        'kind': 'CertificateRequest',
        'metadata': {
            'generateName': f'{pod}-',
            'labels': labels,
            'ownerReferences': [{'apiVersion': 'v1', 'kind': 'Pod', 'name': pod, 'uid': setting('POD_UID')}],
        },
        'spec': {
            'request': base64.b64encode(csr).decode(),
            'issuerRef': {'name': setting('ISSUER_NAME'), 'kind': setting('ISSUER_KIND'), 'group': setting('ISSUER_GROUP')},
            'duration': f'{setting("LEAF_SECONDS")}s',
            'isCA': False,
            'usages': usages(),
        },
    }


def usages():
    # RFC 8813 forbids key encipherment for elliptic curves.
    encipherment = ['key encipherment'] if setting('LEAF_KEY').startswith('rsa-') else []
    # A client's certificate cannot pose as a server's, and that of a kube-rbac-proxy lets nobody into the cluster.
    server = [] if setting('LEAF_ROLE') == 'client' else ['server auth']
    client = [] if setting('LEAF_ROLE') == 'kube-rbac-proxy' else ['client auth']
    return ['digital signature', *encipherment, *server, *client]


def told(condition):
    """What a condition says, in one line."""
    return f'{one_line(condition.get("message") or "no message")} ({one_line(condition.get("reason") or "no reason")}).'


def main(csr_file, certificate_file, ca_file):
    try:
        with open(csr_file, 'rb') as file:
            csr = file.read()
        request = CertificateRequest()
        seconds = float(setting('ISSUE_SECONDS'))
        with_retries(lambda: request.create(csr), seconds)
        for path, content in zip((certificate_file, ca_file), request.wait(seconds)):
            with open(path, 'wb') as file:
                file.write(content)
    except (Final, Transient) as error:
        return f'ray-tls: {error}'
    except Exception as error:
        # Whatever it is: a traceback is no line to act on, and could quote a secret.
        return f'ray-tls: {type(error).__name__}: {one_line(error)}'
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
