"""Programs beside the bridge that send it something: cameras over HTTP, frames with odd times, pipes."""

import http.server
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


class MJPEGCamera:
    """MJPEG over HTTP as small cameras send it: no Content-Length in the parts, a boundary of its own."""

    def __init__(self, pictures, rate, port=0):
        self.is_open = True
        camera = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header('Content-Type', 'multipart/x-mixed-replace; boundary=cam--42')
                self.end_headers()
                number = 0
                while camera.is_open:
                    part = b'--cam--42\r\nContent-Type: image/jpeg\r\n\r\n' + pictures[number % len(pictures)] + b'\r\n'
                    try:
                        self.wfile.write(part)
                    except OSError:
                        return
                    number += 1
                    time.sleep(1 / rate)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.address = f'http://127.0.0.1:{self.port}/'
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self):
        """Closes its connections and its port, as when its plug is pulled."""
        self.is_open = False
        self._server.shutdown()
        self._server.server_close()


class Stamped:
    """Grey frames in real time, 30 a second, with times of a kind that `stamps.py` knows, over TCP (GDP)."""

    def __init__(self, kind, port):
        self.process = subprocess.Popen(
            ['/usr/bin/python3', HERE / 'stamps.py', kind, str(port)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == 'sending\n', sys.stderr
        self.pipeline = f'tcpclientsrc port={port} ! gdpdepay'

    def kill(self):
        self.process.kill()
        self.process.wait(5)
        self.process.stdout.close()
