"""The source fails, changes, and comes back: pages keep their session, and their picture is right."""

import pytest

from conftest import BARS, FEW, received, wait_for_state
from pictures import frames
from program import Program

RED, BLUE = (255, 0, 0), (0, 0, 255)


def is_colour(picture, colour):
    return all(abs(value - expected) < 40 for value, expected in zip(picture.mean(), colour))


def connections(page):
    return page.evaluate('peers.map(({ history }) => history)')


def wait_for_size(page, width, height):
    page.wait_for_function(
        '([width, height]) => { const video = document.querySelector("#video");'
        ' return video.videoWidth === width && video.videoHeight === height; }', arg=[width, height], timeout=20_000)


def test_fault(bridge, watch):
    """The page says what happened and when it is tried again; the picture is back in the same session."""
    page = watch(bridge(f'{BARS} error-after=120'))
    before = frames(page)[0]
    wait_for_state(page, 'retrying')
    # Both in one go: the next try comes within a second.
    message = page.wait_for_function("() => document.querySelector('.overlay').innerText").json_value()
    assert message.startswith('Source lost, retrying')
    assert 'Failed after iterations' in message
    wait_for_state(page, 'live')
    after = frames(page)[0]
    assert 0 < (after.rtp_timestamp - before.rtp_timestamp) % 2**32 < 2**31
    assert received(page)['packetsLost'] <= FEW
    assert connections(page) == [['connecting', 'connected']]


def test_start_at_once(bridge, watch):
    """Start ends the wait for the next try."""
    page = watch(bridge(f'{BARS} error-after=60'))
    wait_for_state(page, 'retrying')
    page.click('#start')
    wait_for_state(page, 'live')
    frames(page, count=2)


@pytest.mark.parametrize('options', [(), ('--bitrate', '1M')], ids=['bitrate-by-size', 'bitrate-given'])
def test_change_in_mid_stream(bridge, watch, options):
    """Another size and rate from one frame to the next."""
    server = bridge(
        'concat name=both ! video/x-raw ! identity'
        ' videotestsrc pattern=red num-buffers=300 ! video/x-raw,width=640,height=360,framerate=30/1 ! both.'
        ' videotestsrc pattern=blue ! video/x-raw,width=320,height=180,framerate=15/1 ! both.', *options)
    page = watch(server)
    assert is_colour(frames(page)[0], RED)
    wait_for_size(page, 320, 180)
    picture = frames(page, count=10)[-1]
    assert (picture.width, picture.height) == (320, 180) and is_colour(picture, BLUE), picture.mean()
    assert connections(page) == [['connecting', 'connected']]


def film(path, width, height, luma, blue, red):
    """Ten seconds of one colour, uncompressed (YUV4MPEG2)."""
    frame = b'FRAME\n' + bytes([luma]) * (width * height) + b''.join(
        bytes([value]) * (width * height // 4) for value in (blue, red))
    path.write_bytes(f'YUV4MPEG2 W{width} H{height} F30:1\n'.encode() + frame * 300)


def test_change_after_a_restart(bridge, watch, tmp_path):
    """Another size after Stop and Start."""
    path = tmp_path / 'film.y4m'
    film(path, 640, 360, 81, 90, 240)
    page = watch(bridge(f'filesrc location={path} ! y4mdec', '--loop'))
    assert is_colour(frames(page)[0], RED)
    page.click('#stop')
    wait_for_state(page, 'stopped')
    film(path, 320, 240, 41, 240, 110)
    page.click('#start')
    wait_for_size(page, 320, 240)
    picture = frames(page, count=5)[-1]
    assert is_colour(picture, BLUE), picture.mean()
    assert connections(page) == [['connecting', 'connected']]


def test_on_demand(bridge, watch):
    """The source runs while a page is open, starts again for the next, and Stop and Start work meanwhile."""
    server = bridge(BARS, '--on-demand')
    assert server.status()['state'] == 'idle'
    page = watch(server)
    frames(page, count=2)
    page.click('#stop')
    wait_for_state(page, 'stopped')
    page.click('#start')
    wait_for_state(page, 'live')
    page.context.close()
    stopped = server.until(lambda status: status['state'] == 'idle')
    assert stopped['viewers'] == 0
    again = watch(server)
    frames(again, count=2)
    assert server.status()['frames'] > stopped['frames']


# Keeps, beyond the page's end, what it asked of the server on its way out.
NOTE_FAREWELL = '''
const fetchOf = window.fetch;
window.fetch = (address, options) => {
  if (options?.method === 'DELETE') sessionStorage.setItem('farewell', `${address} ${options.keepalive}`);
  return fetchOf(address, options);
};
'''


def test_goodbye(bridge, watch):
    """A page that is left says so itself (DELETE, kept alive beyond its end), and its viewer is gone at once."""
    server = bridge(BARS)
    page = watch(server, script=NOTE_FAREWELL)
    page.goto(f'{server.address}healthz')
    address, keepalive = page.evaluate("sessionStorage.getItem('farewell')").split()
    assert '/whep/' in address and keepalive == 'true'
    server.until(lambda status: status['viewers'] == 0, limit=3)


@pytest.mark.parametrize('scheme', ['rtspt', 'rtsp'])
def test_a_network_camera_that_goes_and_comes_back(bridge, watch, rtsp, scheme):
    """Over TCP the server's end closes the stream, over UDP nothing more comes: a fault both times, not an end."""
    camera = rtsp()
    page = watch(bridge(camera.address.replace('rtsp', scheme, 1)))
    frames(page, count=2)
    camera.kill()
    wait_for_state(page, 'retrying', deadline=40)
    rtsp(port=camera.port)
    wait_for_state(page, 'live', deadline=40)
    frames(page, count=2)
    assert connections(page) == [['connecting', 'connected']]


def test_no_restart(bridge):
    """`--no-restart` ends the program with exit code 1 also when the source has been live."""
    program = Program(f'{BARS} error-after=30', '--no-restart', '--port', '0')
    assert program.wait() == 1
    assert 'Failed after iterations' in program.stderr.text()


def test_one_silent_stream_of_several(bridge, watch):
    """The other one is shown, and goes on being shown."""
    silent = 'udpsrc address=127.0.0.1 port=0 caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS'
    page = watch(bridge(f'{BARS} {silent}'))
    frames(page, count=60)
    wait_for_state(page, 'live')
