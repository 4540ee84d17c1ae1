"""The page shows the frames that the pipeline makes."""

from itertools import groupby

import pytest

from conftest import BARS, wait_for_text
from pictures import frames

# Which of red, green and blue are lit, from left to right.
BAR_COLOURS = {
    (1, 1, 1): 'white', (1, 1, 0): 'yellow', (0, 1, 1): 'cyan', (0, 1, 0): 'green',
    (1, 0, 1): 'magenta', (1, 0, 0): 'red', (0, 0, 1): 'blue',
}
ORDER = list(BAR_COLOURS.values())

WITHOUT_H264 = '''
const add = RTCPeerConnection.prototype.addTransceiver;
RTCPeerConnection.prototype.addTransceiver = function (kind, init) {
  const transceiver = add.call(this, kind, init);
  const { codecs } = RTCRtpReceiver.getCapabilities(kind);
  transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType !== 'video/H264'));
  return transceiver;
};
'''


def name(pixel):
    """The bar that a pixel belongs to, or None between two bars. Lit is 255, dark 0."""
    lit = tuple(1 if value >= 210 else 0 if value <= 45 else None for value in pixel)
    return BAR_COLOURS.get(lit)


def bars(picture):
    """The bars across the upper part as (colour, first column, last column)."""
    runs = []
    columns = enumerate(map(name, picture.row(picture.height // 3)))
    for colour, run in groupby(columns, key=lambda column: column[1]):
        run = [x for x, _ in run]
        if colour and len(run) > 4:
            runs.append((colour, run[0], run[-1]))
    return runs


def check_bars(picture):
    """Checks order and widths and gives the column where yellow begins."""
    found = bars(picture)
    assert len(found) in (7, 8), found
    for (left, _, end), (right, begin, _) in zip(found, found[1:]):
        assert ORDER[(ORDER.index(left) + 1) % 7] == right, found
        assert begin - end <= 16, found
    for _, begin, end in found[1:-1]:
        assert abs(end - begin + 1 - picture.width / 7) <= 16, found
    edges = [begin for (left, _, _), (_, begin, _) in zip(found, found[1:]) if left == 'white']
    first = found[0]
    return edges[0] if edges else first[1]


def moved(first, second):
    """By how many columns the bars moved between two pictures, the short way round."""
    distance = (check_bars(second) - check_bars(first)) % first.width
    return min(distance, first.width - distance)


@pytest.mark.parametrize(
    ('codec', 'options', 'script'),
    [('H264', (), ''), ('VP8', (), WITHOUT_H264), ('VP8', ('--codec', 'vp8'), '')],
    ids=['h264', 'h264-not-offered', 'codec-vp8'])
def test_moving_bars(bridge, watch, codec, options, script):
    """Colours, order, widths and speed of the bars are right, and so is what page and status say of them."""
    server = bridge(BARS, *options)
    page = watch(server, script=script)

    pictures = frames(page, count=5, step=3)
    for before, after in zip(pictures, pictures[1:]):
        ticks = (after.rtp_timestamp - before.rtp_timestamp) % 2**32
        expected = 8 * round(ticks / 3000) % 640
        expected = min(expected, 640 - expected)
        assert expected > 0
        assert abs(moved(before, after) - expected) <= 8

    wait_for_text(page, '#codec', codec)
    wait_for_text(page, '#resolution', '640 × 360')
    wait_for_text(page, '#viewers', '1')
    status = server.until(lambda status: status['viewers'] == 1)
    (rendition,) = status['renditions']
    assert (rendition['stream'], rendition['codec'], rendition['viewers']) == ('video_0', codec, 1)
    assert rendition['encoder']
    wait_for_text(page, '#encoder', rendition['encoder'])
    count = int(page.inner_text('#frames'))
    page.wait_for_function('(count) => Number(document.querySelector("#frames").textContent) > count', arg=count)
    assert page.locator('#overlay-message').inner_text() == ''


def test_first_pictures(bridge, watch):
    """What a new encoder sends first is as right as what follows: its key frame had the bits that it needs."""
    for _ in range(5):
        page = watch(bridge(BARS))
        for picture in frames(page, count=6):
            check_bars(picture)
        page.context.close()
