"""Prints the status with which a URL answers: http-status.py METHOD URL [CA_FILE], with a bearer token on stdin or nothing there.

Exits with 1 and one line on stderr where there is no answer. Redirects are not followed.
"""

import http.client
import ssl
import sys
from urllib.parse import urlsplit

METHOD, URL = sys.argv[1:3]
TOKEN = sys.stdin.read().strip()


def connection():
    url = urlsplit(URL)
    if url.scheme == 'http':
        return http.client.HTTPConnection(url.netloc, timeout=10)
    context = ssl.create_default_context(cafile=sys.argv[3] if len(sys.argv) > 3 else None)
    return http.client.HTTPSConnection(url.netloc, timeout=10, context=context)


try:
    peer = connection()
    peer.request(METHOD, urlsplit(URL).path, headers={'Authorization': f'Bearer {TOKEN}'} if TOKEN else {})
    print(peer.getresponse().status)
except OSError as error:
    sys.exit(f'no answer: {error}')
