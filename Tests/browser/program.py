"""The program under test as a process: its address, its status, its end."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = os.environ.get('BRIDGE', str(REPOSITORY / '.build/debug/bridge'))


class Lines:
    """The lines of a pipe, read as they come, so that the program never waits for its reader."""

    def __init__(self, pipe):
        self.all = []
        self._queue = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def _read(self, pipe):
        with pipe:
            for line in pipe:
                self.all.append(line)
                self._queue.put(line)
        self._queue.put(None)

    def next(self, deadline=15):
        """The next line, or None at the end. Fails when neither comes within the deadline."""
        return self._queue.get(timeout=deadline)

    def text(self, deadline=5):
        """All of it, once the pipe has been closed."""
        self._thread.join(deadline)
        assert not self._thread.is_alive(), 'the pipe is still open'
        return ''.join(self.all)


class Program:
    """`bridge` with some arguments."""

    def __init__(self, *arguments, stdin=subprocess.DEVNULL):
        self.process = subprocess.Popen(
            [BINARY, *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.stdout = Lines(self.process.stdout)
        self.stderr = Lines(self.process.stderr)

    def wait(self, deadline=15):
        """The exit code; fails when the program has not ended within the deadline."""
        return self.process.wait(deadline)

    def kill(self):
        self.process.kill()
        self.process.wait(5)

    def finish(self):
        """Ends it as Ctrl-C does and checks that it ends in order."""
        try:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGINT)
            code = self.wait()
        finally:
            if self.process.poll() is None:
                self.kill()
            # Shown by pytest beside a failed test only.
            print(self.stderr.text(), file=sys.stderr)
        assert code in (0, -signal.SIGKILL), f'bridge ended with {code}'


class Server(Program):
    """`bridge serve`, once it has printed its address."""

    def __init__(self, pipeline, *options, port=0):
        super().__init__(pipeline, *options, '--port', str(port))
        # A pipeline has 15 s until its first data.
        try:
            line = self.stdout.next(25)
        except queue.Empty:
            self.kill()
            line = None
        assert line, f'no address was printed:\n{self.stderr.text()}'
        self.address = line.strip()
        self.base, _, fragment = self.address.partition('#')
        self.port = urlsplit(self.base).port
        token = fragment.removeprefix('token=')
        self.headers = {'Authorization': f'Bearer {token}'} if token else {}

    def open(self, path, deadline=10, **options):
        """The response to a request that carries the token."""
        headers = self.headers | options.pop('headers', {})
        request = urllib.request.Request(f'{self.base}{path}', headers=headers, **options)
        return urllib.request.urlopen(request, timeout=deadline)

    def status(self):
        """What /api/status says now."""
        with self.open('api/status') as response:
            return json.load(response)

    def statuses(self, deadline=15):
        """Each status that the server sends; a silence as long as the deadline is an error."""
        with self.open('api/events', deadline) as response:
            for line in response:
                if line.startswith(b'event: '):
                    event = line.removeprefix(b'event: ').strip()
                elif line.startswith(b'data: ') and event == b'status':
                    yield json.loads(line.removeprefix(b'data: '))

    def until(self, condition, limit=20):
        """The first status that meets the condition, of as many as the server sends in about `limit` seconds."""
        status = None
        for number, status in enumerate(self.statuses()):
            if condition(status):
                return status
            if number >= limit:
                break
        raise AssertionError(f'the status never became as wanted; the last was {status}')
