"""The terminal is as it was before on every way out of `bridge paste`."""

import signal
import sys
import termios

import pytest

from conftest import BARS
from program import BINARY
from terminal import Terminal

# A shell that has job control and does not touch the terminal: it tells when its job stops, and goes on with it.
SHELL = r'''
import os, signal, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
while True:
    _, status = os.waitpid(job, os.WUNTRACED)
    if os.WIFEXITED(status):
        sys.exit(os.WEXITSTATUS(status))
    if os.WIFSIGNALED(status):
        sys.exit(128 + os.WTERMSIG(status))
    os.tcsetpgrp(0, os.getpgrp())
    print('stopped', flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, job)
    os.kill(job, signal.SIGCONT)
'''
LOCAL = 3


def is_raw(settings):
    return not settings[LOCAL] & (termios.ICANON | termios.ECHO)


@pytest.fixture
def terminal():
    program = Terminal('paste', BARS)
    yield program
    program.finish()


def test_a_long_line_and_many_lines(terminal):
    """20 kB in one line, and a hundred lines with CR LF, arrive whole, bracketed or not."""
    terminal.description()
    for bracketed in (True, False):
        terminal.paste('A' * 20_000, bracketed)
        terminal.expect('was changed: copy it again')
        text = 'v=0\r\n' + 'a=x:0123456789\r\n' * 100
        keys = f'\x1b[200~{text}\x1b[201~' if bracketed else text
        terminal.write(keys)
        terminal.expect('cut off')


@pytest.mark.parametrize('way', ['Ctrl-C', 'Ctrl-D', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGSEGV', 'SIGABRT', 'SIGTRAP', 'SIGFPE'])
def test_restored_at_the_end(way):
    terminal = Terminal('paste', BARS)
    terminal.description()
    assert is_raw(terminal.settings()) and not is_raw(terminal.before)
    keys = {'Ctrl-C': '\x03', 'Ctrl-D': '\x04'}
    if way in keys:
        terminal.write(keys[way])
        assert terminal.wait() == 0
    else:
        terminal.process.send_signal(signal.Signals[way])
        code = terminal.wait()
        assert code == (0 if way in ('SIGTERM', 'SIGHUP') else -signal.Signals[way])
    assert terminal.settings() == terminal.before
    assert terminal.screen.rfind(b'\x1b[?2004l') > terminal.screen.rfind(b'\x1b[?2004h')
    terminal.dispose()


def test_suspended_and_resumed():
    """Ctrl-Z gives the terminal back as it was; after `fg` the program reads pastes as before."""
    terminal = Terminal('-c', SHELL, BINARY, 'paste', BARS, command=(sys.executable,))
    terminal.description()
    for _ in range(3):
        terminal.write('\x1a')
        terminal.expect('stopped')
        assert terminal.settings() == terminal.before
        terminal.write('\n')
        terminal.until(lambda: is_raw(terminal.settings()))
        terminal.paste('hello world')
        terminal.expect('no session description')
    terminal.write('\x03')
    assert terminal.wait() == 0
    assert terminal.settings() == terminal.before
    terminal.dispose()

