"""A small HTTP server that a busy, slow or hostile client can neither stop nor fill up.

To be imported. Needs nothing from the environment.
"""

import contextlib
import http.server
import socket
import socketserver
import threading

# What a client may take in all; a socket's own time-out begins anew with every byte.
REQUEST_SECONDS = 10
MOST_CLIENTS = 16


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Answers GET by the page of that path: a function that returns status, content type and text."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, port, pages):
        self.pages = pages
        # The connections, the oldest first.
        self.connections = {}
        self.lock = threading.Lock()
        if socket.has_dualstack_ipv6():
            self.address_family = socket.AF_INET6
        super().__init__(('', port), Handler)

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def process_request(self, request, client_address):
        with self.lock:
            # The kubelet and Prometheus ask at once: whoever is here for the longest time is an idle client.
            oldest = next(iter(self.connections)) if len(self.connections) >= MOST_CLIENTS else None
            self.connections.pop(oldest, None)
            self.connections[request] = True
        if oldest is not None:
            hang_up(oldest)
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        limit = threading.Timer(REQUEST_SECONDS, hang_up, [request])
        limit.daemon = True
        limit.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            limit.cancel()
            with self.lock:
                self.connections.pop(request, None)

    def handle_error(self, _request, _client_address):
        """A client that hangs up half-way is the client's affair."""


class Handler(http.server.BaseHTTPRequestHandler):
    server_version = 'ray-tls-exporter'
    sys_version = ''

    def do_GET(self):  # noqa: N802
        page = self.server.pages.get(self.path.partition('?')[0])
        status, content_type, text = page() if page else (404, 'text/plain; charset=utf-8', 'not found\n')
        body = text.encode()
        self.send_response(status)
        self.send_header('Content-Type', content_type)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Silent: what is worth a line is what goes wrong with the API server."""


def hang_up(request):
    with contextlib.suppress(OSError):
        request.shutdown(socket.SHUT_RDWR)
