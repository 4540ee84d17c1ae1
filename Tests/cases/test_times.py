"""Sources whose times are wrong, missing, or mean nothing to the pipeline's clock."""

import json
import subprocess
import urllib.request

import pytest

from camera import free_port
from conftest import until, wait_for_state
from media import launch
from pictures import frames
from program import BINARY
from senders import MJPEGCamera, Stamped

FRAMES_SHOWN = '''(seconds) => new Promise((resolve) => {
  const video = document.querySelector('#video');
  const times = [];
  const end = performance.now() + seconds * 1000;
  const next = (now, { rtpTimestamp }) => {
    times.push(rtpTimestamp);
    if (performance.now() < end) video.requestVideoFrameCallback(next); else resolve(times);
  };
  video.requestVideoFrameCallback(next);
})'''


def steps(times):
    """How far the RTP times of frames are apart, in seconds."""
    return [((later - earlier + 2**31) % 2**32 - 2**31) / 90_000 for earlier, later in zip(times, times[1:])]


@pytest.mark.case('18', 'Times that jump')
@pytest.mark.parametrize('kind', ['ahead', 'back', 'hours', 'none', 'fast'])
def test_times(bridge, watch, kind):
    """Every frame is shown, never backwards, and the source is not held up."""
    sender = Stamped(kind, free_port())
    try:
        server = bridge(sender.pipeline)
        page = watch(server)
        frames(page, count=2)
        # The times change after 3 s.
        times = page.evaluate(FRAMES_SHOWN, 5)
        assert len(times) > 90 and all(0 < step < 3 for step in steps(times))
        if kind in ('ahead', 'back'):
            assert f'times jumped {kind}' in ''.join(server.stderr.all)
    finally:
        sender.kill()


@pytest.mark.case('5', 'A pipe of a camera falls ever further behind')
def test_a_pipe(open_page):
    """A camera whose stream claims 25 frames a second and sends 30 is not slowed down."""
    port = free_port()
    camera = subprocess.Popen(
        ['ffmpeg', '-re', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30', '-t', '60', '-c:v', 'libx264',
         '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30', '-bsf:v', 'h264_metadata=tick_rate=50', '-f', 'h264',
         '-'], stdout=subprocess.PIPE)
    program = subprocess.Popen(
        [BINARY, 'fdsrc ! h264parse', '--port', str(port)], stdin=camera.stdout, stdout=subprocess.PIPE, text=True)
    try:
        address = program.stdout.readline().strip()
        page = open_page(address)
        wait_for_state(page, 'live')

        def count():
            with urllib.request.urlopen(f'{address}api/status', timeout=5) as response:
                status = json.load(response)
            return status['frames'], status['uptime']

        first, began = count()
        page.wait_for_timeout(4_000)
        last, ended = count()
        assert 28.5 < (last - first) / (ended - began) < 31.5
    finally:
        camera.kill()
        program.terminate()
        camera.wait(5)
        program.wait(5)
        camera.stdout.close()
        program.stdout.close()


@pytest.fixture(scope='module')
def pictures(tmp_path_factory):
    """Small JPEG files, numbered from 1."""
    folder = tmp_path_factory.mktemp('pictures')
    launch('videotestsrc num-buffers=30 ! video/x-raw,width=320,height=240,framerate=10/1 ! jpegenc'
           f' ! multifilesink index=1 location={folder}/f%03d.jpg')
    return folder


@pytest.mark.case('13', 'MJPEG over HTTP, from a camera that restarts')
@pytest.mark.parametrize('form', ['{}', 'souphttpsrc location={} ! multipartdemux ! jpegdec'])
def test_mjpeg_camera(bridge, watch, pictures, form):
    """The end of its connection is a fault, the page's session stays."""
    files = [path.read_bytes() for path in sorted(pictures.iterdir())]
    camera = MJPEGCamera(files, 10)
    page = watch(bridge(form.format(camera.address)))
    frames(page, count=5)
    camera.close()
    wait_for_state(page, 'retrying')
    camera = MJPEGCamera(files, 10, camera.port)
    wait_for_state(page, 'live', deadline=25)
    frames(page, count=5)
    assert page.evaluate('peers.length') == 1
    camera.close()


@pytest.mark.case('17-b', 'An image sequence without times')
def test_image_sequence(bridge, pictures):
    """It is paced, not shown at thousands of frames a second."""
    server = bridge(f'multifilesrc location={pictures}/f%03d.jpg start-index=1 stop-index=30 loop=true')
    first = server.until(lambda status: status['state'] == 'live')
    last = server.until(lambda status: status['uptime'] > first['uptime'] + 2)
    assert 20 < (last['frames'] - first['frames']) / (last['uptime'] - first['uptime']) < 40
    assert 'CRITICAL' not in ''.join(server.stderr.all)


@pytest.mark.case('17', 'One picture in twenty seconds')
@pytest.mark.parametrize('rate', ['1/20', '0/1'])
def test_slow_sources(bridge, open_page, rate):
    """The newest picture is there for whoever comes between two."""
    server = bridge('videotestsrc is-live=true pattern=red ! video/x-raw,width=320,height=240,framerate=1/10'
                    f' ! capssetter caps=video/x-raw,framerate={rate}')
    server.until(lambda status: status['frames'] > 0)
    page = open_page(server.address)
    page.wait_for_function("() => document.querySelector('#video').videoWidth === 320", timeout=8_000)
    until(page, lambda: server.status()['state'] == 'live')
