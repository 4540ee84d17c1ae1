"""Files by their names: still pictures, films, names with all kinds of characters."""

import os
import shutil
import subprocess
import time

import pytest

from media import clip, launch
from pictures import frames
from program import Program

NAMES = ['wow! #1 50% [x] ä.mkv', 'two words.mkv', 'test', 'a ! b', "it's {1}.mkv"]


def picture(path, pattern):
    launch(
        f'videotestsrc num-buffers=1 pattern={pattern} ! video/x-raw,width=320,height=200 ! jpegenc quality=95'
        f' ! filesink location={path}')


def processor_time(program):
    """Seconds on all cores until now."""
    with open(f'/proc/{program.process.pid}/stat') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def width(server):
    """The width of the picture, once there is one."""
    return server.until(lambda status: status['streams'])['streams'][0]['width']


@pytest.mark.case('41', 'A still picture')
def test_a_still_picture_stays(bridge, watch, tmp_path, monkeypatch):
    """It is there for each viewer until Ctrl-C, and costs nothing, with --loop too."""
    monkeypatch.chdir(tmp_path)
    picture('photo.jpg', 'blue')
    server = bridge('photo.jpg', '--loop')
    before, start = processor_time(server), time.monotonic()
    time.sleep(2)
    assert processor_time(server) - before < (time.monotonic() - start) / 4
    for _ in range(2):
        shown = frames(watch(server))[0]
        assert (shown.width, shown.height) == (320, 200)
        assert all(abs(one - other) < 40 for one, other in zip(shown.mean(), (0, 0, 255)))
    assert server.status()['state'] == 'live'


@pytest.mark.case('41-b', 'Still pictures of all kinds')
def test_kinds_of_still_pictures(bridge, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture('photo', 'red')
    for name in ('p.png', 'p.bmp', 'p.gif', 'p.tiff', 'p.webp'):
        subprocess.run(['ffmpeg', '-v', 'error', '-i', 'photo', name], check=True)
    (tmp_path / 'p.svg').write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>')
    subprocess.run(
        ['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=64x64:r=5:d=1', 'moving.gif'], check=True)
    servers = [bridge(name) for name in ('p.png', 'p.bmp', 'p.gif', 'p.tiff', 'p.webp', 'p.svg')]
    for server in servers:
        server.until(lambda status: status['state'] == 'live' and status['frames'] > 1)
        assert any('imagefreeze' in line for line in server.stderr.all)
    film = bridge('moving.gif')
    assert not any('imagefreeze' in line for line in film.stderr.all)


@pytest.mark.case('41-c', 'Names of files')
def test_names_of_files(bridge, tmp_path, monkeypatch):
    """A word that is a file is the file, whatever is in its name."""
    monkeypatch.chdir(tmp_path)
    film = clip(tmp_path / 'film.mkv', 300)
    for name in [*NAMES, '-x.mkv']:
        shutil.copy(film, name)
    for name in NAMES:
        server = bridge({'test': './test', NAMES[0]: f'file://{tmp_path}/{name}'}.get(name, name), '--loop')
        assert width(server) == 320, name
    for words in (['--', '-x.mkv'], [*NAMES[0].split()]):
        program = Program('--port', '0', '--loop', *words)
        assert program.stdout.next(25), program.stderr.text()
        program.finish()
    # The test picture keeps its name, and says what the file's is.
    server = bridge('test')
    assert width(server) == 1280
    assert any('./test' in line for line in server.stderr.all)
