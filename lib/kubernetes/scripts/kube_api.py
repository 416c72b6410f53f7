"""The API server, as a pod speaks to it: every request is bounded in time and size, and every failure is one line without a secret.

To be imported. Reads from the environment:
  CREDENTIALS_DIR  holds token, ca.crt and namespace, as a ServiceAccount's volume does
  REQUEST_SECONDS  how long one request may take
  KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT
"""

import contextlib
import http.client
import json
import os
import random
import re
import signal
import ssl
import sys
import time
import urllib.parse

LONGEST_ANSWER = 4 << 20
# Manifests of pods take some 20 KB each: so many fit into one answer, and all of a large cluster do not.
PAGE_SIZE = 50
LONGEST_PAUSE = 10
# 401 and 403 too: right after `kubectl apply` it takes a moment until a Role counts.
TRANSIENT_STATUSES = (401, 403, 408, 409, 429)
# ssl.VERIFY_X509_PARTIAL_CHAIN of Python 3.10: an intermediate CA is an anchor too, as it is to kubectl.
PARTIAL_CHAIN = 0x80000


class Final(Exception):
    """What another attempt cannot change."""


class Transient(Exception):
    """What another attempt may change."""


def setting(name):
    value = os.environ.get(name, '')
    if not value:
        raise Final(f'{name} is not set. Apply the manifest as it was synthesized.')
    return value


def one_line(text):
    """What somebody else says, short and without anything that could be key material."""
    return printable(re.sub(r'[A-Za-z0-9+/=_-]{60,}', '...', ' '.join(str(text).split()))[:300])


def printable(text):
    """Escapes what a terminal would execute or hide. Text from a cluster may be crafted to deceive its reader."""
    return ''.join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in str(text))


def say(line, file=None):
    """Prints one line, escaped."""
    print(printable(line), file=file or sys.stdout)


def with_retries(step, seconds):
    """What the step returns, after as many attempts as fit into the time."""
    deadline = time.monotonic() + seconds
    pause = 1.0
    while True:
        try:
            return step()
        except Transient as error:
            if time.monotonic() + pause > deadline:
                raise Transient(f'{error} Gave up after {seconds:g} s.') from error
        time.sleep(pause * random.uniform(0.5, 1))
        pause = min(2 * pause, LONGEST_PAUSE)


def complaint_of(step):
    """What a program ends with that has this one step: 0, or the one line that says why not."""
    try:
        step()
    except (Final, Transient) as error:
        return f'ray-tls: {printable(error)}'
    except Exception as error:
        # Whatever it is: a traceback is no line to act on, and could quote a secret.
        return f'ray-tls: {type(error).__name__}: {one_line(error)}'
    return 0


class KubeApi:
    def __init__(self):
        self.host = setting('KUBERNETES_SERVICE_HOST').strip('[]')
        self.port = int(setting('KUBERNETES_SERVICE_PORT'))
        self.seconds = float(setting('REQUEST_SECONDS'))
        self.namespace = read_credential('namespace')
        try:
            self.tls = ssl.create_default_context(cadata=read_credential('ca.crt'))
        except ssl.SSLError as error:
            raise Final("the API server's CA (ca.crt of the ConfigMap kube-root-ca.crt) is no PEM certificate.") from error
        # Python 3.13 turns this on, and the CAs of many clusters lack an extension that it asks for.
        self.tls.verify_flags = (self.tls.verify_flags | PARTIAL_CHAIN) & ~ssl.VERIFY_X509_STRICT
        # One for all requests: a thousand pods that ask again and again would keep the API server busy with handshakes.
        self.connection = http.client.HTTPSConnection(self.host, self.port, context=self.tls)

    def request(self, method, path, body=None):
        """The status, and the object that came with it."""
        content = 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
        headers = {'Authorization': f'Bearer {read_credential("token")}', 'Accept': 'application/json', 'Content-Type': content}
        address = f'{self.host}:{self.port}'
        try:
            with time_limit(self.seconds):
                self.connection.request(method, path, None if body is None else json.dumps(body), headers)
                response = self.connection.getresponse()
                text = response.read(LONGEST_ANSWER)
            if not response.isclosed():
                # There is more than was read, which the next answer on this connection must not begin with.
                self.connection.close()
        except (OSError, http.client.HTTPException) as error:
            # The next request opens it again.
            self.connection.close()
            raise Transient(f'cannot speak to the API server at {address}: {one_line(error) or type(error).__name__}.') from error
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or 'kind' not in answer:
            raise Transient(f'the API server at {address} answered {response.status} with no Kubernetes object.')
        return response.status, answer

    def pages(self, path, selector):
        """The status and the answer of a listing, page by page."""
        query = {'labelSelector': selector, 'limit': PAGE_SIZE}
        while query:
            status, answer = self.request('GET', f'{path}?{urllib.parse.urlencode(query)}')
            yield status, answer
            metadata = answer.get('metadata')
            more = metadata.get('continue') if isinstance(metadata, dict) else None
            query = {**query, 'continue': more} if more else None


def refusal(doing, status, answer):
    """The exception for a status that means no."""
    message = str(answer.get('message', ''))
    # The names of the policy come first, and would fill the line.
    _, is_policy, verdict = message.partition(' denied request: ')
    by = ' by an admission policy' if is_policy else ''
    reason = f'{doing} failed: the API server answered {status}{by}: {one_line(verdict or message)}.'
    if status in (401, 403) and not is_policy:
        reason += ' Apply the Role and RoleBinding that were synthesized with this too.'
    return Transient(reason) if status in TRANSIENT_STATUSES or status >= 500 else Final(reason)


def read_credential(name):
    path = os.path.join(setting('CREDENTIALS_DIR'), name)
    try:
        with open(path, encoding='utf-8') as file:
            return file.read().strip()
    except OSError as error:
        raise Final(f'cannot read {path}: {error.strerror}. Apply the manifest as it was synthesized.') from error


@contextlib.contextmanager
def time_limit(seconds):
    """Bounds the whole block; a socket's own time-out begins anew with every byte."""

    def stop(_signal, _frame):
        raise TimeoutError(f'no answer within {seconds:g} s')

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
