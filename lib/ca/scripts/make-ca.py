"""Makes the Secret of a CA once, from inside the cluster, and leaves one that exists alone.

Reads from the environment, besides what kube_api and ca_pair do:
  SECRET_NAME    the Secret
  RETRY_SECONDS  for how long to try again
  JOB_NAME       the Job that runs this

Exits with 0 if the Secret holds a CA that can sign, with 2 for what another attempt cannot change, with 1 otherwise.
"""

import base64
import os
import sys

from ca_pair import Unusable, check_pair, make_pair, utc
from kube_api import Final, KubeApi, Transient, one_line, refusal, say, setting, with_retries

LABEL = 'app.kubernetes.io/managed-by'
OURS = 'cdk8s-ray-tls'
# A CA issuer of cert-manager reads tls.*. Both from the start, since whoever may only create cannot add one later.
KEYS = (('ca.crt', 'ca.key'), ('tls.crt', 'tls.key'))


class CaSecret:
    def __init__(self):
        self.api = KubeApi()
        self.name = setting('SECRET_NAME')
        self.where = f'{self.api.namespace}/{self.name}'
        self.path = f'/api/v1/namespaces/{self.api.namespace}/secrets'

    def ensure(self):
        """Makes the Secret unless there is one. Says what it found or did."""
        existing = self.get()
        if existing is None:
            try:
                certificate, private_key = make_pair()
                end = check_pair(certificate, private_key)
            except Unusable as error:
                raise Final(f'cannot make a CA: {error}.') from error
            if self.create(certificate, private_key):
                return f'made Secret {self.where}, its CA is valid until {utc(end)}'
            existing = self.get()
            if existing is None:
                raise Transient(f'Secret {self.where} came and went.')
        return self.check(existing)

    def get(self):
        status, answer = self.api.request('GET', f'{self.path}/{self.name}')
        if status == 404:
            return None
        if status != 200:
            raise refusal(f'reading Secret {self.where}', status, answer)
        if answer['kind'] != 'Secret' or not isinstance(answer.get('metadata'), dict):
            raise Transient(f'the API server answered with something else than Secret {self.where}.')
        return answer

    def create(self, certificate, private_key):
        """False if there is one by now."""
        status, answer = self.api.request(
            'POST',
            self.path,
            {
                'apiVersion': 'v1',
                'kind': 'Secret',
                'metadata': {'name': self.name, 'namespace': self.api.namespace, 'labels': {LABEL: OURS}},
                'type': 'Opaque',
                'data': {key: encode(text) for pair in KEYS for key, text in zip(pair, (certificate, private_key))},
            },
        )
        if status == 409 and answer.get('reason') == 'AlreadyExists':
            return False
        if status != 201:
            raise refusal(f'creating Secret {self.where}', status, answer)
        return True

    def check(self, secret):
        if (secret['metadata'].get('labels') or {}).get(LABEL) != OURS:
            raise Final(
                f'Secret {self.where} exists, was not made by this Job, and is left alone. If it holds the CA to use,'
                f" refer to it by RayTlsCa.fromSecretName(..., '{self.name}'); if not, choose another secretName."
            )
        try:
            end = check_pair(*pair_in(secret.get('data') or {}))
        except Unusable as error:
            raise Final(
                f'Secret {self.where} exists and is left alone, but cannot serve: {error}. To have a new CA made, run'
                f' `kubectl -n {self.api.namespace} delete secret/{self.name} job/{setting("JOB_NAME")}`,'
                ' apply the manifest again and restart the Ray pods.'
            ) from error
        return f'Secret {self.where} exists and is left alone, its CA is valid until {utc(end)}'


def pair_in(data):
    missing = [key for pair in KEYS for key in pair if not data.get(key)]
    if missing:
        raise Unusable(f'it has no {" and no ".join(missing)}')
    first, second = ([decode(key, data[key]) for key in pair] for pair in KEYS)
    if first != second:
        raise Unusable('it holds one pair under ca.* and another under tls.*')
    return first


def encode(text):
    return base64.b64encode(text.encode()).decode()


def decode(key, value):
    try:
        return base64.b64decode(value, validate=True).decode()
    except (TypeError, ValueError) as error:
        raise Unusable(f'its {key} is no text') from error


def main():
    os.umask(0o077)
    try:
        said = with_retries(CaSecret().ensure, float(setting('RETRY_SECONDS')))
    except (Final, Transient) as error:
        say(f'ray-tls-ca: {error}', file=sys.stderr)
        return 2 if isinstance(error, Final) else 1
    except Exception as error:
        # Whatever it is: a traceback is no line to act on, and could quote a secret.
        say(f'ray-tls-ca: {type(error).__name__}: {one_line(error)}', file=sys.stderr)
        return 1
    say(f'ray-tls-ca: {said}')
    return 0


sys.exit(main())
