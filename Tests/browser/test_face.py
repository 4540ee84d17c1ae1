"""What an inference element draws is in the browser's picture."""

import math
from pathlib import Path

import pytest

from media import launch
from pictures import frames

FACE = Path(__file__).resolve().parent / 'fixtures/face.jpg'
# Where facedetect finds the face in the fixture, and the half axes of the ellipse that it draws there, in white.
CENTRE, AXES = (134, 95), (40, 48)
SHIFTS = (-16, 0, 16)


def panned(path):
    """The photograph as a film in which it stands at one place after the other."""
    parts = [
        f' filesrc location={FACE} ! jpegdec ! imagefreeze num-buffers=15 ! video/x-raw,framerate=15/1 ! videoconvert'
        f' ! videobox left={-20 - shift} right={-20 + shift} top=-7 bottom=-7 ! film.'
        for shift in SHIFTS
    ]
    launch(f'concat name=film ! videoconvert ! jpegenc quality=95 ! matroskamux ! filesink location={path}'
           + ''.join(parts))
    return path


def outline(picture, shift):
    """The share of the ellipse that is white, with the photograph at this shift."""
    points = []
    for degrees in range(0, 360, 5):
        x = CENTRE[0] + 20 + shift + AXES[0] * math.cos(math.radians(degrees))
        y = CENTRE[1] + 7 + AXES[1] * math.sin(math.radians(degrees))
        points.append(min(picture.pixel(round(x), round(y))) > 200)
    return sum(points) / len(points)


def shifts_with_outline(page):
    """The shifts at which an outline was seen, over more than one round of the film."""
    seen = set()
    for picture in frames(page, count=20, step=3, deadline=30):
        best = max(SHIFTS, key=lambda shift: outline(picture, shift))
        if outline(picture, best) > 0.7:
            seen.add(best)
    return seen


@pytest.mark.parametrize('detect', [True, False], ids=['facedetect', 'plain'])
def test_face_is_marked(bridge, watch, tmp_path, detect):
    """The ellipse follows the face with facedetect, and is not there without it."""
    film = panned(tmp_path / 'face.mkv')
    element = ' ! facedetect ! videoconvert' if detect else ''
    server = bridge(f'filesrc location={film} ! decodebin ! videoconvert{element}', '--loop')
    page = watch(server)
    assert shifts_with_outline(page) == (set(SHIFTS) if detect else set())
