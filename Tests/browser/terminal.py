"""`bridge paste` at a real pseudo-terminal, as a person sits at it."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

from program import BINARY

ESCAPES = re.compile(rb'\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07')


class Terminal:
    """A program with a terminal for input, output and errors. `screen` is all that it has written."""

    def __init__(self, *arguments, command=(BINARY,)):
        self._master, slave = pty.openpty()
        self.screen = b''
        self._taken = 0
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            [*command, *arguments], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=take_terminal,
            # Swift's backtracer would ask what to do next.
            env={**os.environ, 'TERM': 'xterm-256color', 'SWIFT_BACKTRACE': 'enable=no'})
        os.close(slave)

    def _read(self, until):
        """Reads what there is; False at the end. Fails when nothing comes before the deadline."""
        left = until - time.monotonic()
        ready, _, _ = select.select([self._master], [], [], max(left, 0))
        assert ready, f'the terminal shows only:\n{self.text()}'
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # EIO: the other side has closed.
            return False
        self.screen += data
        return bool(data)

    def read(self, deadline=10):
        """Reads what comes next."""
        assert self._read(time.monotonic() + deadline), f'the program has ended:\n{self.text()}'

    def text(self):
        # The terminal's driver puts a carriage return before each line feed, also where there is one.
        return re.sub(r'\r+\n', '\n', ESCAPES.sub(b'', self.screen).decode(errors='replace'))

    def expect(self, pattern, deadline=20):
        """Reads until the pattern is found behind what was found before, and gives the match."""
        until = time.monotonic() + deadline
        while True:
            match = re.compile(pattern, re.DOTALL).search(self.text(), self._taken)
            if match:
                self._taken = match.end()
                return match
            assert self._read(until), f'the program has ended:\n{self.text()}'

    def description(self):
        """The next session description, in the short form."""
        return self.expect(r'bridge1-(offer|answer)-\d+-[\w-]+(?=\n)').group()

    def settings(self):
        """The terminal's modes, as `stty` shows them."""
        return termios.tcgetattr(self._master)

    def write(self, text):
        """Sends keys. The program may write while it reads, so both are served."""
        data = text.encode()
        until = time.monotonic() + 20
        while data:
            readable, writable, _ = select.select([self._master], [self._master], [], max(until - time.monotonic(), 0))
            assert readable or writable, 'the terminal takes no more input'
            if readable:
                assert self._read(until), f'the program has ended:\n{self.text()}'
            if writable:
                data = data[os.write(self._master, data[:512]):]

    def paste(self, text, bracketed=True):
        """Pastes as a terminal does: line ends become Enter, and a person presses Enter behind it."""
        keys = text.replace('\r\n', '\r').replace('\n', '\r')
        self.write(f'\x1b[200~{keys}\x1b[201~\r' if bracketed else f'{keys}\r')

    def interrupt(self):
        """Ctrl-C, through the terminal, and the exit code."""
        self.write('\x03')
        return self.wait()

    def wait(self, deadline=15):
        until = time.monotonic() + deadline
        while self._read(until):
            pass
        return self.process.wait(max(until - time.monotonic(), 1))

    def until(self, condition, deadline=10):
        """Waits until what the terminal itself is like, of which it tells nobody, is as wanted."""
        limit = time.monotonic() + deadline
        while not condition():
            assert time.monotonic() < limit, f'never as wanted:\n{self.text()}'
            time.sleep(0.02)

    def dispose(self):
        """Of a program that has ended."""
        os.close(self._master)
        print(self.text(), file=sys.stderr)

    def finish(self):
        try:
            code = self.process.poll()
            if code is None:
                code = self.interrupt()
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(5)
            os.close(self._master)
            # Shown by pytest beside a failed test only.
            print(self.text(), file=sys.stderr)
        assert code == 0, f'bridge paste ended with {code}'
        assert 'GStreamer-' not in self.text(), 'GStreamer complains'


def take_terminal():
    """Makes the terminal the one that controls the new session, so that Ctrl-C reaches it."""
    import fcntl
    # What runs under nohup or in the background ignores them, and so would the program.
    for ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(ignored, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def listening_sockets(pid):
    """The lines of /proc/net/tcp and tcp6 about listening sockets that the process owns."""
    own = set()
    for entry in os.scandir(f'/proc/{pid}/fd'):
        try:
            own.add(os.readlink(entry.path))
        except FileNotFoundError:  # Closed meanwhile.
            pass
    found = []
    for table in ('tcp', 'tcp6'):
        with open(f'/proc/{pid}/net/{table}') as lines:
            next(lines)
            for line in lines:
                fields = line.split()
                if fields[3] == '0A' and f'socket:[{fields[9]}]' in own:
                    found.append(line)
    return found
