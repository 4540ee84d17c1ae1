"""Detections in a picture that is shown turned: what a detector finds in the stream's picture is drawn where it is seen."""

import json
import urllib.request
from pathlib import Path

import pytest

from conftest import until

FACE = Path(__file__).resolve().parent / 'fixtures/face.jpg'
# Where facedetect finds the face in the fixture, and the fixture's size.
CENTRE, SIZE = (134, 95), (320, 266)

# The boxes on the frame that is on the screen, as fractions of it.
WATCH = '''
window.boxes = [];
for (const name of ['drawImage', 'clearRect', 'strokeRect']) {
  const plain = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    if (this.canvas.id === 'overlay') {
      const { width, height } = this.canvas;
      if (name === 'strokeRect') boxes.push([given[0] / width, given[1] / height, given[2] / width, given[3] / height]);
      else boxes.length = 0;
    }
    return plain.apply(this, given);
  };
}
'''

# From a point of the stream's picture to the one that is shown.
TURNS = {
    'rotate-90': lambda x, y: (1 - y, x),
    'flip-rotate-90': lambda x, y: (1 - y, 1 - x),
}


@pytest.mark.parametrize('orientation', TURNS)
def test_a_turned_picture(bridge, watch, orientation):
    """The box of a face, and one that a program posts, are where the turned picture has them."""
    turn = TURNS[orientation]
    server = bridge(
        f'filesrc location={FACE} ! jpegdec ! imagefreeze is-live=true ! video/x-raw,framerate=15/1 ! videoconvert'
        f' ! facedetect display=false ! videoconvert ! taginject tags=image-orientation={orientation}')
    page = watch(server, script=WATCH)
    page.wait_for_function('() => { const { videoWidth: w, videoHeight: h } = document.querySelector("#video"); return h > w }')
    until(page, lambda: page.evaluate('boxes.length') == 1)
    ((x, y, width, height),) = page.evaluate('boxes')
    expected = turn(CENTRE[0] / SIZE[0], CENTRE[1] / SIZE[1])
    assert (x + width / 2, y + height / 2) == pytest.approx(expected, abs=0.04)

    post = {'regions': [{'x': 0, 'y': 0, 'width': 0.25, 'height': 0.125, 'label': 'corner'}], 'duration': 5_000_000_000}
    request = urllib.request.Request(
        f'{server.base}api/metadata', json.dumps(post).encode(), {'Content-Type': 'application/json'})
    urllib.request.urlopen(request, timeout=5).close()
    until(page, lambda: page.evaluate('boxes.length') == 2)
    corner = min(page.evaluate('boxes'), key=lambda box: box[2] * box[3])
    expected = [*(min(pair) for pair in zip(turn(0, 0), turn(0.25, 0.125), strict=True)), 0.125, 0.25]
    assert corner == pytest.approx(expected, abs=0.01)
