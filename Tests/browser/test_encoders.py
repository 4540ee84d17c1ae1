"""An encoder that passed its trial and fails later, or at the stream's size, makes room for the next one."""

import shlex
import subprocess
from pathlib import Path

import pytest

from conftest import until
from elements import environment
from pictures import frames

SOURCE = Path(__file__).resolve().parent / 'fixtures/failing_encoder.c'
PIPELINE = 'videotestsrc is-live=true pattern=white ! video/x-raw,width=640,height=360,framerate=30/1'


@pytest.fixture(scope='module')
def plugin(tmp_path_factory):
    """The environment in which programs find `nvh264enc`, the first choice for H.264, which fails."""
    folder = tmp_path_factory.mktemp('encoder')
    flags = subprocess.run(
        ['pkg-config', '--cflags', '--libs', 'gstreamer-1.0'], check=True, capture_output=True, text=True).stdout
    subprocess.run(
        ['cc', '-shared', '-fPIC', '-o', folder / 'libfailingencoder.so', SOURCE, *shlex.split(flags)], check=True)
    return environment(folder, folder)


@pytest.mark.parametrize('when', ['size', 'later'])
def test_the_next_encoder(plugin, monkeypatch, bridge, watch, when):
    """The picture comes, or goes on, by the next encoder; the log says it once."""
    for name, value in {**plugin, 'FAILING_ENCODER': when}.items():
        monkeypatch.setenv(name, value)
    server = bridge(PIPELINE)
    page = watch(server)
    until(page, lambda: server.status()['renditions'][0].get('encoder') == 'x264enc')
    (picture,) = frames(page)
    assert min(picture.mean()) > 200
    assert ''.join(server.stderr.all).count('nvh264enc has failed and is not used any more') == 1
