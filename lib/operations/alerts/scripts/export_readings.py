"""What the API server's answers say of a Ray cluster's certificates. Whatever is odd in an answer counts as not there.

To be imported. Needs nothing from the environment.
"""

import datetime
import json
import re

# The library's init containers run a script below this folder (leaf-init-container.ts), whatever they are called.
TLS_SCRIPTS = '/etc/ray/tls-scripts/'
FINGERPRINT = re.compile('[0-9a-f]{64}')
ENDED_PHASES = ('Succeeded', 'Failed')


class Leaf:
    """One TLS init container of a pod, and the leaf that it reports (leaf.sh, report_leaf)."""

    def __init__(self, pod, container, status):
        self.pod = pod
        self.container = container
        ended = dig(status, 'state', 'terminated')
        self.done = dig(ended, 'exitCode') == 0
        restarts = dig(status, 'restartCount')
        self.restarts = restarts if is_number(restarts) else 0
        report = parsed(dig(ended, 'message')) if self.done else None
        self.start = instant(dig(report, 'notBefore'))
        self.end = instant(dig(report, 'notAfter'))
        self.signer = fingerprint(dig(report, 'signer'))
        # The CAs by which peers can verify it: that one, and those above it. An older init container names that one alone.
        self.signers = fingerprints(dig(report, 'signers')) or frozenset(filter(None, [self.signer]))
        self.signer_end = instant(dig(report, 'signerNotAfter'))
        self.trusts = fingerprints(dig(report, 'trusts'))
        self.reported = self.start is not None and self.end is not None


class Pod:
    def __init__(self, manifest):
        self.name = text(dig(manifest, 'metadata', 'name'))
        self.uid = text(dig(manifest, 'metadata', 'uid'))
        # A client, such as the submitter of a job, is no node of the cluster.
        self.role = text(dig(manifest, 'metadata', 'labels', 'ray.io/node-type')) or 'client'
        # Set when a kubelet has taken the pod: one that waits for a node does not wait for its certificate.
        self.started = instant(dig(manifest, 'status', 'startTime'))
        going = dig(manifest, 'metadata', 'deletionTimestamp') is not None
        self.counts = bool(self.name) and not going and dig(manifest, 'status', 'phase') not in ENDED_PHASES
        statuses = {text(dig(one, 'name')): one for one in listed(dig(manifest, 'status', 'initContainerStatuses'))}
        names = [text(dig(one, 'name')) for one in listed(dig(manifest, 'spec', 'initContainers')) if runs_tls_script(one)]
        self.leaves = [Leaf(self, name, statuses.get(name)) for name in names]

    def waits(self):
        return not all(leaf.done for leaf in self.leaves)


class Request:
    """A CertificateRequest, with what cert-manager made of it."""

    def __init__(self, manifest):
        self.owners = [text(dig(owner, 'uid')) for owner in listed(dig(manifest, 'metadata', 'ownerReferences'))]
        self.created = instant(dig(manifest, 'metadata', 'creationTimestamp'))
        conditions = {text(dig(one, 'type')): one for one in listed(dig(manifest, 'status', 'conditions'))}
        ready = conditions.get('Ready')
        if dig(conditions.get('Denied'), 'status') == 'True':
            self.state = 'denied'
        elif dig(conditions.get('InvalidRequest'), 'status') == 'True' or dig(ready, 'reason') == 'Failed':
            self.state = 'failed'
        else:
            self.state = 'issued' if dig(ready, 'status') == 'True' else 'pending'


class Job:
    def __init__(self, manifest):
        ended = {
            text(dig(one, 'type')): instant(dig(one, 'lastTransitionTime'))
            for one in listed(dig(manifest, 'status', 'conditions'))
            if dig(one, 'status') == 'True'
        }
        self.succeeded = ended.get('Complete')
        self.failed = ended.get('Failed')


class CronJob:
    def __init__(self, manifest):
        self.created = instant(dig(manifest, 'metadata', 'creationTimestamp'))
        self.succeeded = instant(dig(manifest, 'status', 'lastSuccessfulTime'))


def dig(value, *keys):
    """What lies at the end of these keys, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def listed(value):
    return value if isinstance(value, list) else []


def text(value):
    return value if isinstance(value, str) else ''


def fingerprint(value):
    """The SHA-256 of a CA, which becomes a label, or nothing."""
    return value if FINGERPRINT.fullmatch(text(value)) else ''


def fingerprints(value):
    return frozenset(filter(None, map(fingerprint, listed(value))))


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def parsed(message):
    try:
        return json.loads(text(message))
    except (ValueError, RecursionError):
        return None


def instant(value):
    """Seconds since 1970 of a time as Kubernetes writes it, or None."""
    try:
        moment = datetime.datetime.strptime(text(value), '%Y-%m-%dT%H:%M:%SZ')
    except ValueError:
        return None
    return int(moment.replace(tzinfo=datetime.timezone.utc).timestamp())


def runs_tls_script(container):
    return any(text(word).startswith(TLS_SCRIPTS) for word in listed(dig(container, 'command')))
