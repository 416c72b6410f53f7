"""Whom the pods of a cluster trust: each CA by its name, and whether it signed any of the leaves that were seen.

To be imported. Reads from the environment:
  REFUSED_CA_KEY  SHA-256 of a CA public key that must not be trusted, as its private key is published
  TRUSTS_MORE     1 where the manifests name further CAs, as during a rollover
"""

import os
import tempfile

from check_certificates import describe_key, signed, utc
from check_report import FAIL, OK, OPEN, Row
from kube_api import setting

WHAT = 'trusted CA'
PUBLISHED = "it is the CA of KubeRay's public sample, whose private key anyone can download"


def trust_rows(cas, leaves):
    """A row for each CA, given and read by its PEM; the leaves are PEM."""
    with tempfile.TemporaryDirectory() as folder:
        return [row_of(certificate, any(signed(folder, ca, leaf) for leaf in leaves)) for ca, certificate in cas.items()]


def row_of(certificate, signs):
    what = f'{certificate.subject}, {describe_key(certificate)}, until {utc(certificate.end)}'
    if certificate.key == setting('REFUSED_CA_KEY'):
        return Row('-', '-', WHAT, FAIL, f'{certificate.subject}: {PUBLISHED}')
    if signs:
        return Row('-', '-', WHAT, OK, what)
    if os.environ.get('TRUSTS_MORE') == '1':
        return Row('-', '-', WHAT, OPEN, f'{what}: it signed no leaf that was seen, and is trusted as the manifests say')
    return Row('-', '-', WHAT, FAIL, f'{what}: it signed no leaf that was seen, so that whoever has another certificate of it is a member')
