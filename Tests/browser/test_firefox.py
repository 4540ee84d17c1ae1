"""Firefox with a fresh profile, which has no H.264."""

import pytest

from conftest import BARS
from marionette import Firefox

# Once so many frames have been shown: what the page says, and the colour of the middle of the last.
WATCH = '''
const [count, done] = arguments;
const video = document.querySelector('#video');
let first = 0;
const frame = (now, { presentedFrames }) => {
  first ||= presentedFrames;
  if (presentedFrames - first < count) {
    video.requestVideoFrameCallback(frame);
    return;
  }
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0);
  const pixel = context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  done({
    state: document.body.dataset.state,
    size: [canvas.width, canvas.height],
    colour: [...pixel].slice(0, 3),
  });
};
video.requestVideoFrameCallback(frame);
'''


@pytest.fixture
def firefox(tmp_path):
    profile = tmp_path / 'profile'
    profile.mkdir()
    browser = Firefox(profile)
    yield browser
    browser.close()


def test_firefox_plays_vp8(bridge, firefox):
    """Firefox connects, is sent VP8 and shows the picture."""
    server = bridge(BARS.replace('smpte', 'green'))
    firefox.open(server.address)
    seen = firefox.run(WATCH, 60)
    assert seen['state'] == 'live'
    assert seen['size'] == [640, 360]
    red, green, blue = seen['colour']
    assert green > 200 and red < 60 and blue < 60
    status = server.until(lambda status: status['viewers'] == 1)
    (rendition,) = status['renditions']
    assert (rendition['codec'], rendition['viewers']) == ('VP8', 1)
