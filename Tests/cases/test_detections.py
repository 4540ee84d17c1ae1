"""Detections of slow branches, and of programs beside the pipeline."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from camera import free_port
from conftest import until
from program import REPOSITORY

FACE = Path(__file__).resolve().parents[1] / 'browser/fixtures/face.jpg'
STILL = (
    f'filesrc location={FACE} ! jpegdec ! imagefreeze is-live=true ! videoconvert ! videoscale'
    ' ! video/x-raw,width=640,height=480,framerate=30/1')
SLOW = (
    'queue leaky=downstream max-size-buffers=1 ! videorate drop-only=true ! video/x-raw,framerate=2/1'
    ' ! identity sleep-time=300000 ! videoconvert ! facedetect ! fakesink sync=false')

# Notes for each frame on the screen which boxes are drawn on it, and whether they are dashed.
WATCH = '''
window.boxes = [];
let dashed = false;
for (const name of ['drawImage', 'clearRect', 'setLineDash', 'strokeRect']) {
  const plain = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    if (this.canvas.id === 'overlay') {
      if (name === 'setLineDash') dashed = given[0].length > 0;
      else if (name === 'strokeRect') boxes.push({ x: given[0], y: given[1], width: given[2], height: given[3], dashed });
      else boxes.length = 0;
    }
    return plain.apply(this, given);
  };
}
'''


def samples(page, count, step=200):
    """What was drawn on the frames on the screen, `step` milliseconds apart."""
    taken = []
    for _ in range(count):
        page.wait_for_timeout(step)
        taken.append(page.evaluate('boxes'))
    return taken


@pytest.mark.case('47', 'Boxes of a slow finder beside the picture')
def test_slow_branch(bridge, watch):
    """The box is there nearly all the time, marked as held; the picture has its full rate, and nothing is dropped."""
    server = bridge(f'{STILL} ! tee name=t ! queue ! videoconvert t. ! {SLOW}')
    page = watch(server, script=WATCH)
    until(page, lambda: page.evaluate('boxes.length'))
    taken = samples(page, 20)
    assert sum(len(one) == 1 for one in taken) >= 18, taken
    assert sum(one[0]['dashed'] for one in taken if one) >= 17
    assert float(page.inner_text('#rate').split()[0]) > 20
    assert server.status()['metadata']['droppedRegions'] == 0


@pytest.mark.case('47-b', 'Boxes of a finder in the stream')
def test_in_line(bridge, watch):
    """Boxes of an element that each frame passes through stay exact, and are no held ones."""
    server = bridge(f'{STILL.replace("30/1", "10/1")} ! queue ! facedetect ! videoconvert')
    page = watch(server, script=WATCH)
    until(page, lambda: page.evaluate('boxes.length'))
    taken = samples(page, 10)
    assert sum(len(one) == 1 for one in taken) >= 9, taken
    assert not any(box['dashed'] for one in taken for box in one)


@pytest.mark.case('47-c', 'What is no longer there')
def test_hold_ends(bridge, watch):
    """A held box ends with the next message of its detector, or after two of its intervals."""
    server = bridge(STILL)
    page = watch(server, script=WATCH)
    # The channel for metadata may open after the first pictures.
    page.wait_for_function('() => messages.some(({ type }) => type === "clock")')

    def post(regions, source):
        time = json.loads(server.open('api/status').read())['uptime'] - 0.4
        body = {'time': int(time * 1e9), 'regions': regions, 'source': source}
        server.open(
            'api/metadata', data=json.dumps(body).encode(), method='POST',
            headers={'Content-Type': 'application/json'}).close()

    box = [{'x': 0.25, 'y': 0.25, 'width': 0.5, 'height': 0.5}]

    def is_shown():
        post(box, 'slow')
        page.wait_for_timeout(300)
        return page.evaluate('boxes.length')

    until(page, is_shown)
    assert page.evaluate('boxes[0].dashed')
    post([], 'slow')
    page.wait_for_function('() => boxes.length === 0', timeout=500)
    post(box, 'slow')
    page.wait_for_function('() => boxes.length === 1', timeout=500)
    page.wait_for_function('() => boxes.length === 0', timeout=3_000)


def documented():
    """The pipeline and the program of the documentation."""
    text = (REPOSITORY / 'docs/metadata.md').read_text()
    section = text[text.index('## From Python'):]
    (pipeline,) = re.findall(r"```sh\nbridge '([^']+)'\n```", section)[:1]
    (program,) = re.findall(r'```python\n(.*?)```', section, re.S)[:1]
    return pipeline, program


# The ball of the picture beneath the box, in the frame that the overlay shows.
BALL = '''() => {
  const overlay = document.querySelector('#overlay');
  const [box] = boxes;
  if (!box) return null;
  const canvas = new OffscreenCanvas(overlay.width, overlay.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(overlay, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, overlay.width, overlay.height);
  let [count, x, y] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (Math.min(data[at], data[at + 1], data[at + 2]) < 200) continue;
    count++;
    x += at / 4 % width;
    y += Math.floor(at / 4 / width);
  }
  return { box, width, height, ball: count > 20 ? [x / count, y / count] : null };
}'''


@pytest.mark.case('49', 'From Python beside the pipeline')
def test_documented_program(bridge, watch, tmp_path):
    """The program of the documentation puts a box around the ball, on its frame or held on the next ones."""
    pipeline, program = documented()
    assert len(program.splitlines()) < 30
    port = free_port()
    server = bridge(pipeline.replace('9000', str(port)))
    script = tmp_path / 'program.py'
    script.write_text(program.replace('9000', str(port)).replace('8080', str(server.port)))
    page = watch(server, script=WATCH)
    python = subprocess.Popen(['/usr/bin/python3', script], stderr=sys.stderr)
    try:
        until(page, lambda: (page.evaluate('boxes.length') or python.poll()) is not None and page.evaluate('boxes.length'))
        taken = []
        for _ in range(20):
            page.wait_for_timeout(100)
            taken.append(page.evaluate(BALL))
        seen = [one for one in taken if one and one['ball']]
        assert len(seen) >= 16, taken
        for one in seen:
            box, (x, y) = one['box'], one['ball']
            # The ball moves by less than its size in a frame.
            assert abs(box['x'] + box['width'] / 2 - x) < box['width'] * 1.5, one
            assert abs(box['y'] + box['height'] / 2 - y) < box['height'] * 1.5, one
        assert server.status()['metadata']['droppedRegions'] == 0
        assert python.poll() is None
    finally:
        python.kill()
        python.wait()
