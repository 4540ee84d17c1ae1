"""Video that is encoded already is passed on as it is, where browsers know its codec."""

import pytest

from conftest import received, wait_for_text
from pictures import frames

SOURCE = 'videotestsrc is-live=true pattern={} ! video/x-raw,format=I420,width=640,height=360,framerate=30/1 ! '
X264 = 'x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 ! video/x-h264,profile=constrained-baseline ! '
COLOURS = {'red': (255, 0, 0), 'green': (0, 255, 0), 'blue': (0, 0, 255)}

CASES = [
    ('h264', 'red', X264 + 'h264parse', 'H264', True),
    ('rtp-h264', 'green', X264 + 'rtph264pay', 'H264', True),
    ('vp8', 'blue', 'vp8enc deadline=1 cpu-used=8 keyframe-max-dist=30', 'VP8', True),
    ('rtp-vp8', 'red', 'vp8enc deadline=1 cpu-used=8 keyframe-max-dist=30 ! rtpvp8pay', 'VP8', True),
    ('vp9', 'green', 'vp9enc deadline=1 cpu-used=8 keyframe-max-dist=30', 'VP9', True),
    ('mjpeg', 'blue', 'jpegenc', 'H264', False),
]


@pytest.mark.parametrize(
    ('colour', 'encoder', 'codec', 'passes'), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_encoded_source(bridge, watch, colour, encoder, codec, passes):
    """The page shows the colour; no encoder runs but for what browsers cannot take."""
    server = bridge(SOURCE.format(colour) + encoder)
    page = watch(server)
    for picture in frames(page, count=2, step=15):
        assert (picture.width, picture.height) == (640, 360)
        for value, expected in zip(picture.mean(), COLOURS[colour]):
            assert abs(value - expected) < 40, picture.mean()
    wait_for_text(page, '#codec', codec)
    (rendition,) = server.status()['renditions']
    assert rendition['codec'] == codec
    assert (rendition.get('encoder') is None) == passes
    assert received(page)['framesDecoded'] > 15
