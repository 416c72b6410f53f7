"""What the ports of a pod are: which are open, what they speak, and how they answer a client's first bytes.

To be imported. Every connection is bounded in time, by ANSWER_SECONDS from the environment for each answer.
"""

import contextlib
import errno
import http.client
import os
import resource
import select
import socket
import ssl
import time
from collections import namedtuple

ANSWER_SECONDS = float(os.environ.get('ANSWER_SECONDS', '10'))
CONNECT_SECONDS = 1
BATCH = 1000
# Every node between remembers each connection for ten seconds and has room for 131,072 of them, unless somebody gave it more.
BATCH_SECONDS = 0.1
SPARE_FILES = 200

HTTP2_PREFACE = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
FRAME_HEADER = 9
SETTINGS = 4
# An alert or a handshake, of whatever version.
TLS_RECORDS = (b'\x15\x03', b'\x16\x03')
HTTP1_REQUEST = b'GET / HTTP/1.1\r\nHost: ray\r\nConnection: close\r\n\r\n'
HTTP1_ANSWER = b'HTTP/'
# The dashboard's, and the one that every node's agent has beside it: neither runs anything for a GET.
JOBS_PATHS = ('/api/jobs/', '/api/job_agent/jobs/')

TLS = 'gRPC over TLS'
PLAINTEXT_GRPC = 'gRPC in plaintext'
HTTPS = 'HTTPS'
HTTP = 'HTTP'
OTHER = 'unknown'

ACCEPTED = 'accepted'
REFUSED = 'refused'
UNVERIFIED = 'unverified'
SILENT = 'silent'
GONE = 'gone'

# How a server took a client's first bytes, and why, where it did not accept them.
Greeting = namedtuple('Greeting', 'outcome reason')


class Unreachable(Exception):
    """Nothing at all came back from an address."""


def allow_batches():
    """Lets this process have as many connections open as one batch needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < BATCH + SPARE_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (BATCH + SPARE_FILES if hard == resource.RLIM_INFINITY else min(hard, 65536), hard))


def open_ports(ip, first, last):
    """The ports of an address at which somebody listens."""
    ports, answers = [], 0
    for start in range(first, last + 1, BATCH):
        began = time.monotonic()
        found, refused = connected(ip, range(start, min(start + BATCH, last + 1)))
        ports += found
        answers += len(found) + refused
        time.sleep(max(0, BATCH_SECONDS - (time.monotonic() - began)))
    if answers == 0:
        raise Unreachable(f'nothing answers at {ip}: is it the address of a pod, and does a NetworkPolicy let this check reach it?')
    return ports


def connected(ip, ports):
    """Which of the ports accept a connection, and how many refuse one; the others are silent."""
    found, refused = [], 0
    waiting = {}
    poll = select.poll()
    with contextlib.ExitStack() as stack:
        for port in ports:
            attempt = stack.enter_context(socket.socket(family_of(ip), socket.SOCK_STREAM))
            attempt.setblocking(False)
            status = attempt.connect_ex((ip, port))
            if status == errno.EINPROGRESS:
                waiting[attempt.fileno()] = attempt, port
                poll.register(attempt, select.POLLOUT)
            else:
                found += [port] if status == 0 else []
                refused += status == errno.ECONNREFUSED
        deadline = time.monotonic() + CONNECT_SECONDS
        while waiting and time.monotonic() < deadline:
            for descriptor, _ in poll.poll(1000 * CONNECT_SECONDS):
                poll.unregister(descriptor)
                attempt, port = waiting.pop(descriptor)
                status = attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                found += [port] if status == 0 else []
                refused += status == errno.ECONNREFUSED
    return sorted(found), refused


def family_of(ip):
    return socket.AF_INET6 if ':' in ip else socket.AF_INET


def kind_of(ip, port):
    """What a port speaks, or None if nobody listens any longer: Ray's processes come and go."""
    try:
        if first_bytes(ip, port, client_hello(tls_context()), 2) in TLS_RECORDS:
            return HTTPS if first_bytes(ip, port, HTTP1_REQUEST, len(HTTP1_ANSWER), tls_context('http/1.1')) == HTTP1_ANSWER else TLS
        if is_greeting(first_bytes(ip, port, HTTP2_PREFACE, FRAME_HEADER)):
            return PLAINTEXT_GRPC
        return HTTP if first_bytes(ip, port, HTTP1_REQUEST, len(HTTP1_ANSWER)) == HTTP1_ANSWER else OTHER
    except ConnectionRefusedError:
        return None


def first_bytes(ip, port, message, count, context=None):
    """What a server answers first, as far as it answers."""
    try:
        return exchange(ip, port, message, count, context)
    except ConnectionRefusedError:
        raise
    except OSError:
        return b''


def exchange(ip, port, message, count, context=None):
    with contextlib.ExitStack() as stack:
        connection = stack.enter_context(socket.create_connection((ip, port), timeout=ANSWER_SECONDS))
        if context is not None:
            connection = stack.enter_context(context.wrap_socket(connection, server_hostname=ip))
        connection.sendall(message)
        answer = b''
        while len(answer) < count:
            part = connection.recv(count - len(answer))
            if not part:
                break
            answer += part
        return answer


def greet(ip, port, context=None):
    """How a gRPC server takes a client's first bytes, in plaintext or by TLS. By TLS 1.3 it refuses a certificate only after these."""
    try:
        answer = exchange(ip, port, HTTP2_PREFACE, FRAME_HEADER, context)
    except ConnectionRefusedError:
        return Greeting(GONE, '')
    except ssl.SSLCertVerificationError as error:
        return Greeting(UNVERIFIED, error.verify_message)
    except socket.timeout:
        return Greeting(SILENT, f'no answer within {ANSWER_SECONDS:g} s')
    except OSError as error:
        return Greeting(REFUSED, getattr(error, 'reason', None) or error.strerror or type(error).__name__)
    return Greeting(ACCEPTED, '') if is_greeting(answer) else Greeting(REFUSED, 'the connection was closed')


def is_greeting(answer):
    return len(answer) == FRAME_HEADER and answer[3] == SETTINGS


def certificate_of(ip, port, context):
    """The certificate that a server shows, in DER, or None if it shows none by a version of TLS that is still in use."""
    try:
        with socket.create_connection((ip, port), timeout=ANSWER_SECONDS) as connection, context.wrap_socket(connection) as secured:
            return secured.getpeercert(binary_form=True)
    except OSError:
        return None


def tls_context(protocol='h2', leaf=None, ca_file=None, version=None):
    """A client with or without a certificate, which verifies its server if it knows a CA."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = ca_file is not None
    context.verify_mode = ssl.CERT_NONE if ca_file is None else ssl.CERT_REQUIRED
    if ca_file is not None:
        context.load_verify_locations(ca_file)
        # As gRPC verifies: any certificate of the bundle is an anchor (VERIFY_X509_PARTIAL_CHAIN of Python 3.10), and nothing stricter.
        context.verify_flags = (context.verify_flags | 0x80000) & ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols([protocol])
    if version is not None:
        # OpenSSL 3 has these versions at this level alone.
        context.set_ciphers('ALL:@SECLEVEL=0')
        context.minimum_version = context.maximum_version = version
    if leaf is not None:
        context.load_cert_chain(*leaf)
    return context


def client_hello(context):
    """The first message of a TLS client; raises ssl.SSLError or ValueError for a version that this OpenSSL does not speak."""
    outgoing = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname='localhost').do_handshake()
    return outgoing.read()


def open_jobs_path(ip, port):
    """Where an HTTP server takes jobs from somebody without credentials, if it does."""
    for path in JOBS_PATHS:
        connection = http.client.HTTPConnection(ip, port, timeout=ANSWER_SECONDS)
        try:
            connection.request('GET', path)
            answer = connection.getresponse()
            # The agent's takes POST alone; who lacks a credential is told so before that.
            if answer.status == 405 or (answer.status == 200 and 'json' in answer.headers.get('Content-Type', '')):
                return path
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    return None
