"""The readings of a Ray cluster's certificates as metrics, in Prometheus' text format.

To be imported. Needs nothing from the environment.
"""

STATES = ('pending', 'issued', 'denied', 'failed')

FAMILIES = {
    'ray_tls_pods': ('gauge', 'Running or starting pods of the Ray cluster that have a certificate of their own.'),
    'ray_tls_leaf_start_timestamp_seconds': ('gauge', "Since when a pod's certificate is valid."),
    'ray_tls_leaf_expiry_timestamp_seconds': ('gauge', "When a pod's certificate expires, which Ray does not reload."),
    'ray_tls_leaf_report_readable': ('gauge', 'Whether a pod that has its certificate tells what it is; 0 leaves its expiry unknown.'),
    'ray_tls_init_waiting_since_timestamp_seconds': ('gauge', 'Since when a pod on a node has been waiting for its certificate.'),
    'ray_tls_init_restarts_total': ('counter', "How often a pod's TLS init container was started again."),
    'ray_tls_reported_leaves': ('gauge', 'Certificates that pods tell of.'),
    'ray_tls_ca_expiry_timestamp_seconds': ('gauge', 'When a CA expires that signed the certificate of a pod.'),
    'ray_tls_ca_signed_leaves': ('gauge', 'Certificates of pods that a CA signed.'),
    'ray_tls_ca_trusting_leaves': ('gauge', 'Certificates of pods that verify by a CA, or by one above it, what it signed.'),
    'ray_tls_certificate_requests': ('gauge', 'CertificateRequests of pods that wait for their certificate, by what became of them.'),
    'ray_tls_certificate_request_pending_since_timestamp_seconds': ('gauge', 'Since when the oldest of them has been pending.'),
    'ray_tls_rotation_created_timestamp_seconds': ('gauge', "When the cluster's RayTlsRotation was set up."),
    'ray_tls_rotation_last_success_timestamp_seconds': ('gauge', 'When a rotation last ended well.'),
    'ray_tls_rotation_failed': ('gauge', 'Whether the last rotation that ended has failed.'),
    'ray_tls_exporter_last_success_timestamp_seconds': ('gauge', 'When the exporter last read such objects from the API server; 0: never.'),
}


class Metrics:
    """Samples under labels that all of them have."""

    def __init__(self, **labels):
        self.labels = labels
        self.samples = {name: [] for name in FAMILIES}

    def add(self, name, value, **labels):
        if value is not None:
            written = ','.join(f'{key}="{escaped(text)}"' for key, text in {**self.labels, **labels}.items())
            # Written so that Helm, which may carry this file, sees nothing of its own in it.
            self.samples[name].append(name + '{' + written + '} ' + f'{value}')

    def text(self):
        lines = []
        for name, samples in self.samples.items():
            if samples:
                kind, help_text = FAMILIES[name]
                lines += [f'# HELP {name} {help_text}', f'# TYPE {name} {kind}', *samples]
        return ''.join(f'{line}\n' for line in lines)


def add_pods(metrics, pods):
    for role in sorted({pod.role for pod in pods}):
        metrics.add('ray_tls_pods', sum(pod.role == role for pod in pods), role=role)
    for leaf in leaves_of(pods):
        labels = {'ray_pod': leaf.pod.name, 'role': leaf.pod.role, 'init_container': leaf.container}
        metrics.add('ray_tls_init_restarts_total', leaf.restarts, **labels)
        if not leaf.done:
            metrics.add('ray_tls_init_waiting_since_timestamp_seconds', leaf.pod.started, **labels)
            continue
        metrics.add('ray_tls_leaf_report_readable', int(leaf.reported), **labels)
        if leaf.reported:
            metrics.add('ray_tls_leaf_start_timestamp_seconds', leaf.start, **labels)
            metrics.add('ray_tls_leaf_expiry_timestamp_seconds', leaf.end, **labels)


def add_cas(metrics, pods):
    leaves = [leaf for leaf in leaves_of(pods) if leaf.reported]
    ends = {leaf.signer: leaf.signer_end for leaf in leaves if leaf.signer}
    metrics.add('ray_tls_reported_leaves', len(leaves))
    for ca in sorted(set(ends).union(*(leaf.trusts for leaf in leaves))):
        metrics.add('ray_tls_ca_expiry_timestamp_seconds', ends.get(ca), ca=ca)
        metrics.add('ray_tls_ca_signed_leaves', sum(leaf.signer == ca for leaf in leaves), ca=ca)
        anchors = anchors_of(ca, leaves)
        metrics.add('ray_tls_ca_trusting_leaves', sum(not anchors.isdisjoint(leaf.trusts) for leaf in leaves), ca=ca)


def anchors_of(ca, leaves):
    """The CAs of which a pod has to trust one to verify every leaf that this CA signed."""
    signed = [leaf.signers for leaf in leaves if leaf.signer == ca]
    return frozenset([ca]).union(frozenset.intersection(*signed) if signed else ())


def add_requests(metrics, requests, pods):
    # Those of pods that have their certificate by now stay as long as the pods, whatever became of them.
    waiting = {pod.uid for pod in pods if pod.waits()}
    found = [request for request in requests if waiting.intersection(filter(None, request.owners))]
    for state in STATES:
        metrics.add('ray_tls_certificate_requests', sum(request.state == state for request in found), state=state)
    pending = [request.created for request in found if request.state == 'pending' and request.created is not None]
    metrics.add('ray_tls_certificate_request_pending_since_timestamp_seconds', min(pending, default=None))


def add_rotation(metrics, jobs, cron_jobs):
    metrics.add('ray_tls_rotation_created_timestamp_seconds', earliest(one.created for one in cron_jobs))
    succeeded = latest(one.succeeded for one in [*jobs, *cron_jobs])
    failed = latest(one.failed for one in jobs)
    metrics.add('ray_tls_rotation_last_success_timestamp_seconds', succeeded)
    if jobs or cron_jobs:
        metrics.add('ray_tls_rotation_failed', int(failed is not None and (succeeded is None or failed > succeeded)))


def leaves_of(pods):
    return [leaf for pod in pods for leaf in pod.leaves]


def earliest(instants):
    return min((one for one in instants if one is not None), default=None)


def latest(instants):
    return max((one for one in instants if one is not None), default=None)


def escaped(text):
    return text.replace('\\', r'\\').replace('"', r'\"').replace('\n', r'\n')
