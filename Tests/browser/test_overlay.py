"""Regions are drawn on the very frame that they belong to."""

import json
import urllib.request

import pytest

from conftest import BARS, until
from elements import build
from lossy import is_data, is_media
from media import launch

# Notes what the overlay writes; reads, after each frame callback, the number in the picture that stands there with it.
WATCH = '''
window.overlays = { drawn: 0, empty: 0, wrong: [], numbers: [] };
let written = [];
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  if (this.canvas.id === 'overlay') written.push(text);
  return fillText.call(this, text, ...rest);
};
const clearRect = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...rest) {
  if (this.canvas.id === 'overlay') written = [];
  return clearRect.apply(this, rest);
};
const drawImage = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...rest) {
  if (this.canvas.id === 'overlay') written = [];
  return drawImage.apply(this, rest);
};
window.observeOverlay = () => {
  const video = document.querySelector('#video');
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 256, height: 16 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const read = () => {
    context.drawImage(document.querySelector('#overlay'), 0, 0);
    const { data } = context.getImageData(0, 8, 256, 1);
    let number = 0;
    for (let bit = 0; bit < 16; bit++) if (data[4 * (16 * bit + 8)] > 128) number |= 1 << bit;
    return number;
  };
  const look = () => {
    const numbers = written.map((text) => Number(/#(\\d+)/.exec(text)?.[1]));
    if (!numbers.length) return overlays.empty++;
    const beneath = read();
    overlays.drawn++;
    overlays.numbers.push(beneath);
    for (const number of numbers) if (number !== beneath) overlays.wrong.push([number, beneath]);
  };
  const frame = () => {
    video.requestVideoFrameCallback(frame);
    // All frame callbacks come before this, and what is painted comes after.
    requestAnimationFrame(look);
  };
  video.requestVideoFrameCallback(frame);
};
'''

# A page with other things to do: 60 ms of every 110.
BUSY = '''() => setInterval(() => {
  const end = performance.now() + 60;
  while (performance.now() < end);
}, 110)'''


@pytest.fixture(scope='module')
def environment(tmp_path_factory):
    return build(tmp_path_factory.mktemp('elements'))


@pytest.fixture
def finder(environment, monkeypatch, bridge):
    """Starts a bridge whose pipeline has the tests' own element."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def start(properties='', rate=30, size=(640, 360), before='', after='', options=()):
        source = f'videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,framerate={rate}/1'
        return bridge(
            f'{source},width={size[0]},height={size[1]}{before} ! testfinder name=finder {properties}{after}', *options)

    return start


def overlays(page):
    return page.evaluate('({ ...overlays, numbers: overlays.numbers.length, distinct: new Set(overlays.numbers).size })')


def check(page, count, deadline):
    page.evaluate('observeOverlay()')
    # The channel for metadata may open after the first pictures.
    page.wait_for_function('() => overlays.drawn > 0')
    page.evaluate('overlays.empty = 0')
    page.wait_for_function('(count) => new Set(overlays.numbers).size >= count', arg=count, timeout=deadline * 1000)
    seen = overlays(page)
    print(seen)
    assert seen['wrong'] == []
    return seen


@pytest.mark.parametrize(('rate', 'codec'), [(30, 'h264'), (60, 'h264'), (60, 'vp8')])
def test_every_overlay_is_on_its_frame(finder, watch, rate, codec):
    """1,000 frames that carry their number in the picture and in the metadata: 0 mismatches, and none without."""
    server = finder(rate=rate, options=('--codec', codec))
    page = watch(server, script=WATCH)
    seen = check(page, 1000, 1000 / rate * 2 + 20)
    assert seen['empty'] <= seen['drawn'] / 50


def test_a_busy_page(finder, watch):
    """A page that is busy most of the time shows fewer frames, each with its own overlay."""
    page = watch(finder(rate=60), script=WATCH)
    page.evaluate(BUSY)
    check(page, 200, 90)


def test_packet_loss(finder, watch_through, relay):
    """One packet in fifty lost, of media and of metadata alike: some frames lack their overlay, none has a wrong one."""
    page = watch_through(finder(rate=30), script=WATCH)
    relay.lose_at_random(0.02, lambda packet: is_media(packet) or is_data(packet))
    check(page, 1000, 120)
    assert relay.lost > 20


def test_frames_that_come_at_once(finder, watch_through, relay):
    """Two or three frames within a millisecond, as after a pause of the network: none has an overlay of another."""
    page = watch_through(finder(rate=60, size=(320, 180)), script=WATCH)
    relay.interval = 0.04
    check(page, 400, 60)


def test_labels_and_confidence(bridge, watch):
    """Boxes are drawn of the chosen labels, and from the chosen confidence on, in per cent or as a fraction."""
    server = bridge(BARS)
    # The words of the frame that is on the screen.
    page = watch(server, script='''
      window.words = [];
      for (const name of ['drawImage', 'clearRect', 'fillText']) {
        const plain = CanvasRenderingContext2D.prototype[name];
        CanvasRenderingContext2D.prototype[name] = function (...given) {
          if (this.canvas.id === 'overlay') name === 'fillText' ? words.push(given[0]) : words.length = 0;
          return plain.apply(this, given);
        };
      }
    ''')
    found = [('cup', 0.9), ('dog', 0.4), ('cat', 70), (None, None)]
    regions = [{'x': 0.2 * number, 'y': 0.3, 'width': 0.1, 'height': 0.3, 'id': number,
                **({'label': label, 'confidence': confidence} if label else {})}
               for number, (label, confidence) in enumerate(found)]
    content = json.dumps({'regions': regions, 'source': 'test', 'duration': 9_000_000_000})
    request = urllib.request.Request(
        f'{server.address}api/metadata', content.encode(), {'Content-Type': 'application/json'})

    def shows(*wanted):
        def are_shown():
            urllib.request.urlopen(request, timeout=5).close()
            return sorted(page.evaluate('words')) == sorted(wanted)

        until(page, are_shown)

    cup, dog, cat = 'cup #0 90\u00a0%', 'dog #1 40\u00a0%', 'cat #2 70\u00a0%'
    shows(cup, dog, cat, '#3')
    page.click('#detections > summary')
    page.fill('#confidence', '60')
    shows(cup, cat, '#3')
    assert page.inner_text('#detections output') == '60 %'
    page.uncheck('.labels label:has-text("cup") input')
    shows(cat, '#3')
    page.uncheck('.labels label:has-text("no label") input')
    shows(cat)
    page.fill('#confidence', '0')
    shows(dog, cat)
    page.check('.labels label:has-text("cup") input')
    shows(cup, dog, cat)
    page.uncheck('#overlay-on')
    shows()


def test_bounds_of_metadata(bridge, watch):
    """However many messages there are for one frame, 256 regions are kept; a time beyond 104 days is a time."""
    page = watch(bridge(BARS))
    kept = page.evaluate('''() => {
      const metadata = new FrameMetadata({ rtpTimestamp: (time) => Math.round(time / 1e9), runningTime: () => null });
      const regions = Array(100).fill({ x: 0, y: 0, width: 1, height: 1 });
      const count = (time, times) => {
        for (let number = 0; number < times; number++) metadata.take({ version: 1, stream: 'video_0', time, regions });
        return metadata.regions(Math.round(time / 1e9)).length;
      };
      return [count(5e9, 1), count(6e9, 9), count(200 * 86_400e9, 1), count(NaN, 1), count(-5e9, 1), metadata.dropped];
    }''')
    assert kept == [100, 256, 100, 0, 0, 644]


def test_still_and_recording_have_the_overlay(finder, watch, tmp_path):
    """What is saved is what is seen: the boxes too, and without them when they are off."""
    page = watch(finder(size=(320, 240), rate=10), script=WATCH)
    page.wait_for_function('() => document.querySelector("#overlay").width === 320')
    with page.expect_download() as download:
        page.click('#still')
    still = tmp_path / 'still.png'
    download.value.save_as(still)
    assert colourful(still)
    page.keyboard.press('r')
    shown = page.evaluate('document.querySelector("#video").getVideoPlaybackQuality().totalVideoFrames')
    page.wait_for_function(
        '(shown) => document.querySelector("#video").getVideoPlaybackQuality().totalVideoFrames > shown + 20', arg=shown)
    with page.expect_download() as download:
        page.keyboard.press('r')
    film = tmp_path / download.value.suggested_filename
    download.value.save_as(film)
    launch(f'filesrc location={film} ! decodebin ! videoconvert ! videorate ! video/x-raw,framerate=10/1'
           f' ! pngenc ! multifilesink location={tmp_path}/frame-%02d.png')
    pictures = sorted(tmp_path.glob('frame-*.png'))
    assert len(pictures) > 5
    assert colourful(pictures[len(pictures) // 2])
    page.keyboard.press('b')
    with page.expect_download() as download:
        page.click('#still')
    download.value.save_as(still)
    assert not colourful(still)


def colourful(path):
    """Whether there is anything but grey in the picture: the test source is grey, the boxes are not."""
    raw = path.with_suffix('.rgb')
    launch(f'filesrc location={path} ! decodebin ! videoconvert ! video/x-raw,format=RGB ! filesink location={raw}')
    data = raw.read_bytes()
    return sum(max(data[at:at + 3]) - min(data[at:at + 3]) > 60 for at in range(0, len(data) - 2, 3)) > 50
