"""What stands between a browser and the bridge: forwarded ports and reverse proxies."""

import contextlib
import http.client
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def forwarding(port, address='127.0.0.1'):
    """Carries TCP to a port of this host, as `ssh -L` and `docker run -p` do; gives the port in front."""
    listener = socket.create_server(('127.0.0.1', 0))

    def pump(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def accept():
        with contextlib.suppress(OSError):
            while True:
                near = listener.accept()[0]
                far = socket.create_connection((address, port))
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=pump, args=ends, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


class Datagrams:
    """Forwards UDP from one address to another, for any number of peers; counts the packets to the bridge."""

    def __init__(self, here, there):
        self._there = there
        self._front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._front.bind(here)
        self._peers = {}
        self.carried = 0
        threading.Thread(target=self._inward, daemon=True).start()

    def _inward(self):
        with contextlib.suppress(OSError):
            while True:
                packet, peer = self._front.recvfrom(2048)
                if peer not in self._peers:
                    self._peers[peer] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    self._peers[peer].connect(self._there)
                    threading.Thread(target=self._outward, args=(self._peers[peer], peer), daemon=True).start()
                with contextlib.suppress(ConnectionRefusedError):
                    self._peers[peer].send(packet)
                self.carried += 1

    def _outward(self, back, peer):
        while True:
            try:
                self._front.sendto(back.recv(2048), peer)
            except ConnectionRefusedError:
                continue
            except OSError:
                return

    def close(self):
        for one in (self._front, *self._peers.values()):
            one.close()


@contextmanager
def proxying(port, path, keeps_host):
    """A reverse proxy that serves the bridge under a path, with a `Host` of its own unless it keeps the browser's."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'

        def pass_on(self):
            if not self.path.startswith(path):
                self.send_response(404)
                self.send_header('Content-Length', '0')
                return self.end_headers()
            body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() != 'connection'}
            # Whoever believes these would send the browser elsewhere.
            headers |= {'X-Forwarded-Host': 'elsewhere.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '1'}
            if not keeps_host:
                headers['Host'] = f'127.0.0.1:{port}'
            upstream = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
            upstream.request(self.command, '/' + self.path.removeprefix(path), body or None, headers)
            response = upstream.getresponse()
            self.send_response(response.status)
            for name, value in response.getheaders():
                if name.lower() not in ('connection', 'transfer-encoding', 'content-length'):
                    self.send_header(name, value)
            self.send_header('Connection', 'close')
            self.end_headers()
            with contextlib.suppress(OSError):
                while data := response.read1(65_536):
                    self.wfile.write(data)
            self.close_connection = True
            upstream.close()

        do_GET = do_HEAD = do_POST = do_PATCH = do_DELETE = do_OPTIONS = pass_on

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
