"""What the program does when nobody takes what it writes, and how it ends."""

import os
import pty
import re
import signal
import socket
import stat
import subprocess
import termios
import time

import pytest

from conftest import wait_for_state
from pictures import frames
from program import BINARY, Lines, Program
from terminal import take_terminal
from test_access import over_socket

LIVE = 'videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1 ! identity'
HANGS = (
    'videotestsrc is-live=true ! tee name=t ! queue ! identity sleep-time=60000000 ! fakesink async=false'
    ' t. ! queue')
STATUS = 'GET /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'


@pytest.fixture
def shell():
    """Starts `bridge` with the words and redirections of a shell."""
    programs = []

    def start(words, **options):
        programs.append(subprocess.Popen(
            ['sh', '-c', f'exec "$0" {words}', BINARY],
            env={**os.environ, 'SWIFT_BACKTRACE': 'enable=no'} | options.pop('env', {}), **options))
        return programs[-1]

    yield start
    for program in programs:
        if program.poll() is None:
            program.kill()
            program.wait(5)


def until(condition, deadline=20):
    """Waits for what no event tells of."""
    limit = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < limit, 'it never came'
        time.sleep(0.02)


def full_pipe():
    """A pipe that takes no more."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, b'.' * 1024)
    except BlockingIOError:
        os.set_blocking(writing, True)
        return reading, writing


def closed_pipe():
    """A pipe whose reader has gone, as of `| head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize('signal_number', [signal.SIGTERM, signal.SIGHUP])
def test_a_server_whose_output_is_lost(shell, tmp_path, signal_number):
    """It serves, and ends in order, whatever its output has become."""
    pipe = closed_pipe()
    streams = ['2>/dev/full', '>/dev/full', '>/dev/full 2>/dev/full', '2>&-', '>&-', '<&- >&- 2>&-', '']
    programs = []
    for number, words in enumerate(streams):
        path = tmp_path / f'{number}.sock'
        programs.append((words, path, shell(
            f"'{LIVE}' --log-level trace --unix-socket {path} {words}", stdout=pipe, stderr=pipe)))
    os.close(pipe)
    for words, path, program in programs:
        until(lambda: path.exists() or program.poll() is not None)
        assert program.poll() is None, words
        assert over_socket(path, STATUS).startswith(b'HTTP/1.1 200'), words
    # One after the other: all at once they would take longer than the watchdog lets them.
    for words, path, program in programs:
        program.send_signal(signal_number)
        assert program.wait(5) == 0, words
        assert not path.exists(), words


def test_what_cannot_be_written_is_an_error(shell):
    """A description, a page or a text that is asked for is all that such a command does."""
    words = ['paste --page >/dev/full', '--help >/dev/full', '--version >&-', f"paste '{LIVE}' --offer >/dev/full",
             f"paste '{LIVE}' --offer --offer-file /dev/full", f"paste '{LIVE}' --offer >&-", f"paste '{LIVE}' <&-"]
    programs = [(one, shell(one, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
                for one in words]
    for one, program in programs:
        _, errors = program.communicate(timeout=20)
        assert program.returncode == 66, one
        assert re.search(r'^bridge: (standard (in|out)put|/dev/full): \w', errors, re.MULTILINE), one
    for one in ['--help 2>/dev/full', '--version 2>&-']:
        assert shell(one, stdout=subprocess.DEVNULL).wait(10) == 0
    assert shell('--bogus 2>/dev/full').wait(10) == 64


def test_nobody_reads(shell, open_page, tmp_path):
    """A full pipe for the log, GLib's too: pages load, media flows; it goes on when it is read; Ctrl-C ends it."""
    (tmp_path / 'libgstbroken.so').write_text('no library')
    reading, writing = full_pipe()
    addresses, address = os.pipe()
    program = shell(f"'{LIVE}' --port 0 --log-level trace", stdout=address, stderr=writing, env={
        'GST_PLUGIN_PATH': str(tmp_path), 'GST_REGISTRY': str(tmp_path / 'registry'), 'GST_REGISTRY_FORK': 'no'})
    os.close(writing)
    os.close(address)
    page = open_page(Lines(open(addresses)).next().strip())
    wait_for_state(page, 'live')
    frames(page, count=2)
    page.close()
    lines = Lines(open(reading))
    until(lambda: any('video_0 320×240' in line for line in lines.all))
    assert any('GStreamer-WARNING' in line and 'libgstbroken.so' in line for line in lines.all)
    program.send_signal(signal.SIGINT)
    assert program.wait(5) == 0


def test_nobody_reads_and_an_element_hangs(shell, tmp_path):
    """The watchdog needs no reader."""
    reading, writing = full_pipe()
    path = tmp_path / 'socket'
    program = shell(f"'{HANGS}' --unix-socket {path}", stdout=writing, stderr=writing)
    os.close(writing)
    until(lambda: path.exists() and b'"live"' in over_socket(path, STATUS))
    program.send_signal(signal.SIGINT)
    assert program.wait(5) == 0
    os.close(reading)


def test_a_paused_terminal(shell):
    """`bridge paste` at a terminal that takes nothing ends all the same, and restores it."""
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    side = os.open(os.ttyname(slave), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(side, b'.' * 100)
    program = shell(
        f"paste '{LIVE}'", stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=take_terminal)
    until(lambda: termios.tcgetattr(slave) != before)
    program.send_signal(signal.SIGTERM)
    assert program.wait(5) == 0
    assert termios.tcgetattr(slave) == before
    for descriptor in (master, slave, side):
        os.close(descriptor)


def test_nohup(tmp_path):
    """A SIGHUP that is ignored at the start stays so."""
    path = tmp_path / 'socket'
    program = subprocess.Popen(
        ['nohup', BINARY, LIVE, '--unix-socket', str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    until(path.exists)
    program.send_signal(signal.SIGHUP)
    assert over_socket(path, STATUS).startswith(b'HTTP/1.1 200')
    program.terminate()
    assert program.wait(5) == 0


def test_sockets_of_others(shell, tmp_path):
    """A socket whose program is busy is in use; one that has taken our place is not removed."""
    path = tmp_path / 'busy'
    with socket.socket(socket.AF_UNIX) as busy:
        busy.bind(str(path))
        busy.listen(0)
        waiting = []
        with pytest.raises(BlockingIOError):
            while True:
                waiting.append(socket.socket(socket.AF_UNIX))
                waiting[-1].setblocking(False)
                waiting[-1].connect(str(path))
        program = Program(LIVE, '--unix-socket', str(path))
        assert program.wait(10) == 1
        assert 'is in use' in program.stderr.text()
        assert path.exists()

    path = tmp_path / 'ours'
    program = Program(LIVE, '--unix-socket', str(path))
    program.stdout.next()
    mask = re.search(r'Umask:\s+(\d+)', open(f'/proc/{program.process.pid}/status').read()).group(1)
    assert int(mask, 8) == os.umask(int(mask, 8)), 'the mask of files has changed'
    path.unlink()
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        program.finish()
        assert stat.S_ISSOCK(path.stat().st_mode)
    # Nothing of the folder in which the socket was bound is left.
    assert sorted(os.listdir(tmp_path)) == ['busy', 'ours']


def test_escape_sequences(shell, tmp_path):
    """Arguments, names and texts of others are shown without their controls, and forge no message."""
    controls = '\x1b]0;x\x07\x9b2J\u202e'
    texts = [
        (['--bogus' + controls], ''), ([f'videotestsrc ! nothing{controls}'], ''), ([f'/nowhere/{controls}.mp4'], ''),
        (['paste', LIVE], '{"type":"\\u001b]52;c;Y\\u0007\\n\\u202eb","sdp":"x"}'),
        (['videotestsrc ! nothing\nbridge: warning: forged'], ''),
    ]
    for arguments, text in texts:
        result = subprocess.run([BINARY, *arguments], input=text, capture_output=True, text=True, timeout=20)
        assert result.returncode > 0
        shown = result.stdout + result.stderr
        assert not re.search('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]', shown), repr(shown)
        assert '\nbridge: warning: forged' not in shown


def test_the_signpost(shell, tmp_path):
    """The file that leads a browser to the token goes with the program, also when that is killed."""
    command = tmp_path / 'bin' / 'xdg-open'
    command.parent.mkdir()
    command.write_text('#!/bin/sh\ncp "$1" "$SEEN.new" && mv "$SEEN.new" "$SEEN"\n')
    command.chmod(0o755)
    for number in (signal.SIGKILL, signal.SIGINT):
        seen = tmp_path / f'seen-{number}'
        folder = tmp_path / f'tmp-{number}'
        folder.mkdir()
        program = shell(
            f"'{LIVE}' --port 0 --token auto --open", stdout=subprocess.DEVNULL,
            env={'PATH': f'{command.parent}:{os.environ["PATH"]}', 'SEEN': str(seen), 'TMPDIR': str(folder)})
        until(seen.exists)
        assert '#token=' in seen.read_text()
        (page,) = folder.glob('*.html')
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
        program.send_signal(number)
        program.wait(5)
        until(lambda: not [path for path in os.listdir(folder) if path.endswith('.html')])
