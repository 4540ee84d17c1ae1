"""Every command in the README's `sh` blocks runs."""

import re
import shlex
import subprocess

import pytest

from media import clip_with_sound
from program import REPOSITORY, Program, Server
from terminal import Terminal

README = (REPOSITORY / 'README.md').read_text()
COMMANDS = [
    line for block in re.findall(r'^```sh\n(.*?)^```', README, re.S | re.M) for line in block.splitlines() if line]
OFFER = REPOSITORY / 'Tests/PipelineBridgeTests/Fixtures/sdp/chromium-offer.sdp'


def words(line):
    return shlex.split(line)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the commands run: with a film and an offer, as their names say."""
    monkeypatch.chdir(tmp_path)
    clip_with_sound('holiday.mp4', seconds=20)
    (tmp_path / 'offer.sdp').write_bytes(OFFER.read_bytes())
    return tmp_path


def commands(*beginning):
    return [line for line in COMMANDS if words(line)[:len(beginning)] == list(beginning)]


@pytest.mark.parametrize('line', [line for line in commands('bridge') if line not in commands('bridge', 'paste')])
def test_serve(folder, line):
    """It prints its address and is live there."""
    server = Server(*words(line)[1:])
    assert server.status()['state'] == 'live'
    server.finish()


@pytest.mark.parametrize('line', commands('bridge', 'paste'))
def test_paste(folder, line):
    """With an offer on standard input it answers; without, in a terminal, it offers."""
    command, _, redirections = line.partition('<')
    arguments = words(command.partition('>')[0])[1:]
    if '--page' in arguments:
        program = Program(*arguments)
        assert program.stdout.next().startswith('<!doctype html>')
        # It ends by itself.
        assert program.wait() == 0
    elif redirections:
        with (folder / redirections.split()[0]).open() as stdin:
            program = Program(*arguments, stdin=stdin)
            assert program.stdout.next().strip() == 'v=0'
    else:
        program = Terminal(*arguments)
        assert program.description().startswith('bridge1-offer-')
    program.finish()


def test_curl(folder):
    """The HTTP interface answers each, on the port that the README names."""
    lines = commands('curl')
    assert lines
    server = Server('test')
    for line in lines:
        arguments = words(line.replace(':8080', f':{server.port}'))
        endless = '/api/events' in line
        result = subprocess.run(
            [*arguments, '--fail', *(['--max-time', '3'] if endless else [])], capture_output=True, text=True,
            timeout=20)
        assert result.returncode == (28 if endless else 0), f'{line}\n{result.stderr}'
        if endless:
            assert 'event: status' in result.stdout
    server.finish()


def test_make_targets():
    """`make run` and `make test` exist; that they work is what got this test to run."""
    targets = set(re.findall(r'^make (\w+)', README, re.M))
    assert targets == {'run', 'test'}
    makefile = (REPOSITORY / 'Makefile').read_text()
    assert all(f'\n{target}:' in makefile for target in targets)
