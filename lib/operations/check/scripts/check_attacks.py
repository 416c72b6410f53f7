"""The clients that must be let in by a port of Ray's, and those that must not.

To be imported. Reads from the environment:
  RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY, RAY_TLS_CA_CERT  this pod's own leaf, which makes it a member
  EXPIRED_LEAF  the folder of a leaf that ends soon, if its init container could get one
"""

import os
import ssl
import time

from check_certificates import certificates_in, foreign_leaf, utc
from check_ports import ACCEPTED, GONE, SILENT, certificate_of, client_hello, greet, tls_context
from check_report import FAIL, NOT_TRIED, OK, UNKNOWN, Row
from kube_api import Final, setting

# An issuer may refuse to make a certificate for so short a time, and make it for longer.
LONGEST_WAIT = 150
# How far the clocks of the nodes may lag behind this one's.
CLOCK_SKEW = 5
SECOND_TRY = 1
OLD_VERSIONS = (('TLS 1.0', ssl.TLSVersion.TLSv1), ('TLS 1.1', ssl.TLSVersion.TLSv1_1))
EXPIRED = 'expired certificate'


class Attacks:
    def __init__(self, folder):
        self.leaf = setting('RAY_TLS_SERVER_CERT'), setting('RAY_TLS_SERVER_KEY')
        self.ca_file = setting('RAY_TLS_CA_CERT')
        # A row for each attack that cannot be tried here.
        self.not_tried = []
        try:
            self.member = tls_context(leaf=self.leaf, ca_file=self.ca_file)
            self.reader = tls_context(leaf=self.leaf)
            self.strangers = {
                'plaintext': None,
                'no certificate': tls_context(),
                'certificate of a foreign CA': tls_context(leaf=foreign_leaf(folder)),
            }
        except (OSError, ssl.SSLError) as error:
            raise Final(f'cannot use the certificate of this pod ({self.leaf[0]}): {error}.') from error
        for name, version in OLD_VERSIONS:
            self.add_old_version(name, version)

    def add_old_version(self, name, version):
        try:
            context = tls_context(leaf=self.leaf, version=version)
            client_hello(context)
            self.strangers[name] = context
        except (ssl.SSLError, ValueError):
            self.skip(name, 'the OpenSSL of this image does not speak it')

    def expired(self, folder, deadline):
        """The client whose certificate is over, once it is; None if there is none."""
        leaf = os.path.join(folder, 'tls.crt'), os.path.join(folder, 'tls.key')
        if not os.path.exists(leaf[0]):
            self.skip(EXPIRED, 'no certificate of so short a life was to be had: the init container ray-tls-expired-leaf logged why')
            return None
        end = certificates_in(leaf[0])[0].end + CLOCK_SKEW
        if end > min(deadline, time.time() + LONGEST_WAIT):
            self.skip(EXPIRED, f'the only one that this way to certificates gives is valid until {utc(end - CLOCK_SKEW)}')
            return None
        time.sleep(max(0, end - time.time()))
        return tls_context(leaf=leaf)

    def skip(self, name, reason):
        self.not_tried.append(Row('-', '-', name, NOT_TRIED, reason))

    def rows(self, pod, ip, port, kind):
        """How a port of Ray's by TLS took each client: one row if all is well, else one for each that is not."""
        member = greet(ip, port, self.member)
        if member.outcome != ACCEPTED:
            # A process that was just ending is gone now; any other one answers as before.
            time.sleep(SECOND_TRY)
            member = greet(ip, port, self.member)
        if member.outcome == GONE:
            return []
        rows = [] if member.outcome == ACCEPTED else [Row(pod, port, 'member', FAIL, f'{member.outcome}: {member.reason}')]
        for name, context in self.strangers.items():
            greeting = greet(ip, port, context)
            if greeting.outcome == GONE:
                return rows
            rows += rows_of_stranger(pod, port, name, greeting)
        return rows or [Row(pod, port, kind, OK, f'a member is accepted; refused: {", ".join(self.strangers)}')]

    def certificate(self, ip, port):
        """The certificate of a server in PEM, or None."""
        der = certificate_of(ip, port, self.reader)
        return None if der is None else ssl.DER_cert_to_PEM_cert(der)


def rows_of_stranger(pod, port, name, greeting):
    """No row if it was refused."""
    if greeting.outcome == ACCEPTED:
        return [Row(pod, port, name, FAIL, 'accepted: whoever reaches this port commands the cluster')]
    if greeting.outcome == SILENT:
        return [Row(pod, port, name, UNKNOWN, f'neither accepted nor refused: {greeting.reason}')]
    return []
