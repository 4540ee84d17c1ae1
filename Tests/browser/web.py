"""Pages of strangers: a small web server beside the one under test."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def serving(pages):
    """Serves the texts by path, at every name; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            text = pages.get(self.path.partition('?')[0])
            self.send_response(404 if text is None else 200)
            self.send_header('Content-Type', 'text/html; charset=utf-8')
            self.end_headers()
            self.wfile.write((text or '').encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
