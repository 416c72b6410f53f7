"""The CAs that the pods of a cluster trust: each with its name, and whether it signed a leaf that the check saw.

To be imported. Reads from the environment:
  REFUSED_CA_KEY  SHA-256 of a CA public key that must not be trusted, as its private key is published
  TRUSTS_MORE     1 if the manifests name further CAs, as during a rollover
"""

import os
import tempfile

from check_certificates import describe_key, signed, utc
from check_report import FAIL, OK, OPEN, Row
from kube_api import setting

WHAT = 'trusted CA'
PUBLISHED = "it is the CA of KubeRay's public sample, whose private key anyone can download"
UNUSED = 'it signed none of the leaves that the check saw'
ON_PURPOSE = 'the manifests name it'
UNWANTED = 'every other certificate of this CA makes its holder a member'


def trust_rows(cas, leaves):
    """Returns a row for each CA. `cas` maps the PEM of each CA to what was read from it; `leaves` are PEM."""
    with tempfile.TemporaryDirectory() as folder:
        return [row_of(certificate, any(signed(folder, ca, leaf) for leaf in leaves)) for ca, certificate in cas.items()]


def row_of(certificate, signs):
    what = f'{certificate.subject}, {describe_key(certificate)}, until {utc(certificate.end)}'
    if certificate.key == setting('REFUSED_CA_KEY'):
        return Row('-', '-', WHAT, FAIL, f'{certificate.subject}: {PUBLISHED}')
    if signs:
        return Row('-', '-', WHAT, OK, what)
    on_purpose = os.environ.get('TRUSTS_MORE') == '1'
    return Row('-', '-', WHAT, OPEN if on_purpose else FAIL, f'{what}: {UNUSED}; {ON_PURPOSE if on_purpose else UNWANTED}')
