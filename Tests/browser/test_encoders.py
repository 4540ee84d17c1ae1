"""Encoders that fail, and streams that ask for a new one with each frame."""

import shlex
import subprocess
from pathlib import Path

import pytest

from conftest import until
from media import launch
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


@pytest.mark.parametrize('when', ['size', 'later', 'block'])
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


def test_sizes_that_alternate(bridge, watch, tmp_path):
    """A camera whose size changes with each frame: an encoder at a time, told once; when that ends, the last size stays."""
    for number, (width, height) in enumerate([(320, 240), (640, 480)]):
        launch(
            f'videotestsrc num-buffers=1 pattern=white ! video/x-raw,width={width},height={height} ! jpegenc'
            f' ! filesink location={tmp_path}/{number}.jpg')
    for number in range(900):
        (tmp_path / f'f{number:03}.jpg').symlink_to(tmp_path / f'{number % 2 if number < 180 else 1}.jpg')
    server = bridge(f'multifilesrc location={tmp_path}/f%03d.jpg caps=image/jpeg,framerate=30/1 ! jpegparse')
    page = watch(server)
    page.wait_for_function('() => Number(document.querySelector("#fps").textContent) > 5')
    page.wait_for_function('() => document.querySelector("#fps").textContent > 25', timeout=20_000)
    assert page.evaluate('document.querySelector("#video").videoWidth') == 640
    status = server.status()
    # Each encoder begins with a key frame; two a second at most, and some that are asked for.
    assert status['renditions'][0]['keyFrames'] < 60 and status['frames'] > 180
    assert ''.join(server.stderr.all).count('changes its size or format all the time') == 1
