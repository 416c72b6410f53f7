"""The key pair of a CA: how it is made, and whether it can sign. By openssl; the private key is never outside memory.

To be imported. Reads from the environment:
  CA_COMMON_NAME      the CA's common name
  CA_SECONDS          how long the CA is valid
  CLOCK_SKEW_SECONDS  how far other clocks may lag behind this one
  REFUSED_CA_KEY      SHA-256 of a CA public key that must never sign, as its private key is published
  WORK_DIR            an empty directory in memory
"""

import base64
import hashlib
import os
import re
import ssl
import subprocess
import tempfile
import time

from kube_api import Final, Transient, one_line, setting

CONFIG = """
[req]
distinguished_name = subject
string_mask = utf8only
[ca]
default_ca = signer
[signer]
database = {work}/index.txt
new_certs_dir = {work}
rand_serial = yes
default_md = sha256
policy = subject
x509_extensions = root
[subject]
commonName = supplied
[root]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
"""


class Unusable(Exception):
    """Why a key pair cannot sign, or cannot be made."""


def make_pair():
    """A self-signed certificate and its key, in PEM. P-256, as strong as RSA 3072: every pod's init container signs with it in no time."""
    now = time.time()
    start, end = (asn1_time(moment) for moment in (now - float(setting('CLOCK_SKEW_SECONDS')), now + float(setting('CA_SECONDS'))))
    # In a subject that is given to openssl, a backslash makes the next character an ordinary one.
    subject = '/CN=' + re.sub(r'([\\/+])', r'\\\1', setting('CA_COMMON_NAME'))
    with tempfile.TemporaryDirectory(dir=setting('WORK_DIR')) as work:
        key, csr, config, index = (os.path.join(work, name) for name in ('ca.key', 'ca.csr', 'ca.conf', 'index.txt'))
        write(config, CONFIG.format(work=work))
        write(index, '')
        openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:named_curve', '-out', key)
        openssl('req', '-new', '-config', config, '-utf8', '-subj', subject, '-key', key, '-out', csr)
        # `openssl ca`, since `openssl req -x509` knows whole days only, and no start in the past.
        signing = ['ca', '-selfsign', '-batch', '-notext', '-config', config, '-keyfile', key, '-in', csr]
        certificate = openssl(*signing, '-startdate', start, '-enddate', end)
        with open(key, encoding='utf-8') as file:
            return certificate, file.read()


def check_pair(certificate, private_key):
    """When the CA ends, in seconds since 1970."""
    public_key = openssl('x509', '-noout', '-pubkey', stdin=certificate)
    if openssl('pkey', '-pubout', stdin=private_key) != public_key:
        raise Unusable('its private key does not belong to its certificate')
    der = base64.b64decode(''.join(line for line in public_key.splitlines() if not line.startswith('-----')))
    if hashlib.sha256(der).hexdigest() == setting('REFUSED_CA_KEY'):
        raise Unusable("it is the CA of KubeRay's public sample, whose private key anyone can download")
    if 'CA:TRUE' not in openssl('x509', '-noout', '-text', stdin=certificate):
        raise Unusable('its certificate is not that of a CA')
    now, start, end = time.time(), date_of(certificate, '-startdate'), date_of(certificate, '-enddate')
    if now >= end:
        raise Unusable(f'the CA expired at {utc(end)}')
    if now + float(setting('CLOCK_SKEW_SECONDS')) < start:
        raise Unusable(f'the CA is not valid before {utc(start)}, and here it is {utc(now)}')
    return end


def utc(seconds):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(seconds))


def asn1_time(seconds):
    return time.strftime('%Y%m%d%H%M%SZ', time.gmtime(seconds))


def date_of(certificate, which):
    return ssl.cert_time_to_seconds(openssl('x509', '-noout', which, stdin=certificate).strip().split('=', 1)[1])


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def openssl(*arguments, stdin=''):
    command = arguments[0]
    try:
        done = subprocess.run(['openssl', *arguments], input=stdin, capture_output=True, encoding='utf-8', timeout=60, check=False)
    except FileNotFoundError as error:
        raise Final('this image has no openssl. Choose an image that has it, as that of Ray does.') from error
    except subprocess.TimeoutExpired as error:
        raise Transient(f'openssl {command} took longer than a minute.') from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ['no reason given']
        raise Unusable(f'openssl {command} says: {one_line(lines[-1])}')
    return done.stdout
