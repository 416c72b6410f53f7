"""The certificates of a cluster, as its pods show them and as attackers make them: by openssl.

To be imported. Nothing but public parts is ever read, except from the keys that are made here.
"""

import base64
import datetime
import hashlib
import ipaddress
import os
import re
import ssl
import subprocess
from collections import namedtuple

from kube_api import one_line

OPENSSL_SECONDS = 10
LEAST_BITS = {'EC': 256, 'RSA': 2048}
PEM_CERTIFICATE = re.compile('-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----', re.DOTALL)
FOREIGN_CA = """
[req]
distinguished_name = subject
[subject]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[leaf]
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
"""
FIELDS = ['-noout', '-pubkey', '-startdate', '-enddate', '-subject', '-nameopt', 'RFC2253', '-text']

# `key` is the SHA-256 of the public key, `ips` and `names` are the SANs, `start` and `end` are seconds since 1970.
Certificate = namedtuple('Certificate', 'subject key kind bits start end ips names')


class OpensslError(Exception):
    """What openssl complained of, in one line."""


def openssl(*args, given=None):
    # Without an empty stdin a program that asks would wait for ever.
    run = subprocess.run(['openssl', *args], input=given or b'', capture_output=True, timeout=OPENSSL_SECONDS, check=False)
    if run.returncode != 0:
        lines = run.stderr.decode(errors='replace').strip().splitlines() or ['no reason given']
        raise OpensslError(f'openssl {args[0]} failed: {lines[-1]}')
    return run.stdout


def read_certificate(pem):
    text = openssl('x509', *FIELDS, given=pem.encode()).decode()
    public_key = re.search('-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----', text, re.DOTALL).group(1)
    algorithm = re.search(r'Public Key Algorithm: (\S+)', text).group(1)
    bits = re.search(r'Public-Key: \((\d+) bit', text)
    sans = re.search(r'Subject Alternative Name:[^\n]*\n\s*(.*)', text)
    entries = [entry.partition(':')[::2] for entry in sans.group(1).split(', ')] if sans else []
    return Certificate(
        subject=re.search('^subject= ?(.*)$', text, re.MULTILINE).group(1),
        key=hashlib.sha256(base64.b64decode(public_key)).hexdigest(),
        kind={'id-ecPublicKey': 'EC', 'rsaEncryption': 'RSA'}.get(algorithm, algorithm),
        bits=int(bits.group(1)) if bits else 0,
        start=date_in(text, 'notBefore'),
        end=date_in(text, 'notAfter'),
        ips=[ipaddress.ip_address(value) for kind, value in entries if kind == 'IP Address'],
        names=[value for kind, value in entries if kind == 'DNS'],
    )


def date_in(text, name):
    return ssl.cert_time_to_seconds(re.search(f'^{name}=(.*)$', text, re.MULTILINE).group(1))


def read_or_why_not(pem):
    """Returns the certificate, or the reason why it cannot be read. An attacker may have crafted it."""
    try:
        return read_certificate(pem)
    except (OpensslError, ValueError, AttributeError, subprocess.SubprocessError) as error:
        return one_line(error)


def pems_in(path):
    """Returns the certificates of a PEM file, each as PEM."""
    with open(path, encoding='utf-8') as file:
        return PEM_CERTIFICATE.findall(file.read())


def certificates_in(path):
    """Reads the certificates of a PEM file."""
    return [read_certificate(pem) for pem in pems_in(path)]


def signed(folder, ca, leaf):
    """Returns whether this CA signed the leaf directly, at whatever time. Both are PEM."""
    paths = [os.path.join(folder, name) for name in ('anchor.crt', 'signed.crt')]
    for path, pem in zip(paths, (ca, leaf)):
        with open(path, 'w', encoding='utf-8') as file:
            file.write(pem)
    try:
        openssl('verify', '-no-CApath', '-partial_chain', '-no_check_time', '-trusted', paths[0], paths[1])
    except OpensslError:
        return False
    return True


def faults_of(certificate, pod_ips, now):
    """What keeps a certificate from being the one of a pod with these addresses."""
    missing = [ip for ip in pod_ips if ipaddress.ip_address(ip) not in certificate.ips]
    if missing:
        yield f'it lacks the IP of its pod, {", ".join(missing)}, by which its peers dial it'
    if certificate.end <= now:
        yield f'it expired at {utc(certificate.end)}'
    if certificate.start > now:
        yield f'it is valid from {utc(certificate.start)} on'
    if certificate.bits < LEAST_BITS.get(certificate.kind, 0):
        yield f'its key, {describe_key(certificate)}, is too weak'


def describe_key(certificate):
    return f'{certificate.kind} of {certificate.bits} bits'


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def foreign_leaf(folder):
    """A sound client's certificate of a CA that nobody knows, made now."""
    names = ('openssl.conf', 'ca.crt', 'ca.key', 'leaf.csr', 'leaf.crt', 'leaf.key')
    config, ca, ca_key, request, leaf, key = (os.path.join(folder, name) for name in names)
    with open(config, 'w', encoding='utf-8') as file:
        file.write(FOREIGN_CA)
    new = ['-config', config, '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-sha256']
    openssl('req', '-x509', *new, '-extensions', 'ca', '-subj', '/CN=foreign CA', '-days', '2', '-keyout', ca_key, '-out', ca)
    openssl('req', *new, '-subj', '/CN=ray-worker', '-keyout', key, '-out', request)
    signer = ['-CA', ca, '-CAkey', ca_key, '-set_serial', '1', '-days', '2', '-extfile', config, '-extensions', 'leaf']
    openssl('x509', '-req', '-sha256', '-in', request, *signer, '-out', leaf)
    return leaf, key
