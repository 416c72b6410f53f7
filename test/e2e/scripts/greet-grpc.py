"""What a gRPC server answers to a client's first bytes. Ends with 0: greeted, 1: refused, 2: nobody listens there.

usage: greet-grpc.py HOST PORT                      in plaintext
       greet-grpc.py HOST PORT CA [LEAF KEY]        by TLS, with or without a certificate of one's own
"""

import socket
import ssl
import sys

SECONDS = 10
PREFACE = b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
EMPTY_SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
SETTINGS_TYPE = 4


def secure(connection, host, ca_file, *leaf):
    context = ssl.create_default_context(cafile=ca_file)
    context.set_alpn_protocols(['h2'])
    if leaf:
        context.load_cert_chain(*leaf)
    return context.wrap_socket(connection, server_hostname=host)


def main(host, port, *tls_files):
    try:
        connection = socket.create_connection((host, int(port)), timeout=SECONDS)
    except OSError as error:
        print(f'unreachable: {error}')
        return 2
    try:
        if tls_files:
            connection = secure(connection, host, *tls_files)
        connection.sendall(PREFACE + EMPTY_SETTINGS)
        answer = connection.recv(9)
    except OSError as error:
        print(f'refused: {error}')
        return 1
    # A frame of HTTP/2 has its type in the fourth byte; a TLS alert and an HTTP/1.1 answer have something else there.
    if len(answer) == 9 and answer[3] == SETTINGS_TYPE:
        print('greeted')
        return 0
    print(f'refused: {answer!r}')
    return 1


sys.exit(main(*sys.argv[1:]))
