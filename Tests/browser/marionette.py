"""Firefox, driven by its own Marionette protocol: lines of JSON with their length before them."""

import json
import os
import signal
import socket
import subprocess

from program import Lines

FIREFOX = os.environ.get('FIREFOX', 'firefox-esr')


class Firefox:
    """A headless Firefox with a fresh profile."""

    def __init__(self, profile):
        (profile / 'user.js').write_text('user_pref("marionette.port", 0);\n')
        self.process = subprocess.Popen(
            [FIREFOX, '--headless', '--no-remote', '--marionette', '--profile', str(profile)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True)
        try:
            self.lines = Lines(self.process.stdout)
            self._connect()
        except BaseException:
            self._kill()
            raise

    def _connect(self):
        while 'Listening on port' not in (line := self.lines.next(60)):
            pass
        self._socket = socket.create_connection(('127.0.0.1', int(line.split()[-1])), timeout=60)
        self._file = self._socket.makefile('rb')
        self._number = 0
        assert self._read()['marionetteProtocol'] == 3
        self.command('WebDriver:NewSession')

    def _read(self):
        length = b''
        while (byte := self._file.read(1)) != b':':
            assert byte, 'Firefox has ended'
            length += byte
        return json.loads(self._file.read(int(length)))

    def command(self, name, **parameters):
        """Sends a command and gives its result."""
        self._number += 1
        message = json.dumps([0, self._number, name, parameters]).encode()
        self._socket.sendall(b'%d:%s' % (len(message), message))
        _, number, error, result = self._read()
        assert number == self._number
        assert error is None, error
        return result

    def open(self, address):
        self.command('WebDriver:Navigate', url=address)

    def run(self, script, *arguments):
        """The value that an asynchronous script hands to its last argument."""
        return self.command('WebDriver:ExecuteAsyncScript', script=script, args=list(arguments))['value']

    def close(self):
        try:
            self.command('Marionette:Quit', flags=['eAttemptQuit'])
            self._socket.close()
            self.process.wait(15)
        finally:
            self._kill()

    def _kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)
