"""Pipeline strings as people have them: pasted lines, names of all kinds, messages, passwords, cameras."""

import os
import stat
import time

import pytest

from pictures import frames
from program import Program

LIVE = 'videotestsrc is-live=true pattern={} ! video/x-raw,width=320,height=240,framerate=30/1'
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
ENDLESS = ', '.join(f'{form}' for form in ('RGB', 'BGR', 'I420', 'NV12', 'YUY2', 'UYVY', 'AYUV', 'RGBA', 'BGRA') * 20)


def shows(page, colour):
    mean = frames(page)[0].mean()
    return all(abs(one - other) < 40 for one, other in zip(mean, colour))


@pytest.mark.case('37', 'A pasted webrtcbin example')
@pytest.mark.parametrize(('pipeline', 'told', 'colour'), [
    (
        f'webrtcbin name=sendrecv bundle-policy=max-bundle {LIVE.format("red")} ! vp8enc deadline=1 ! rtpvp8pay'
        ' ! application/x-rtp,media=video,encoding-name=VP8,payload=97 ! sendrecv.',
        'left out: webrtcbin', RED,
    ),
    (
        '# a camera\r\n$ GST_DEBUG=1 gst-launch-1.0 -e -v \\\r\n videotestsrc is-live=true pattern=blue ! \\\r\n'
        ' "video/x-raw, width=320, height=240" ! identity name=identity1 ! identity ! videoconvert name=appsink0'
        ' # convert\r\n !',
        'left out:', BLUE,
    ),
    (f'{LIVE.format("green")} ! appsink max-buffers=1 drop=true', 'left out: appsink', GREEN),
], ids=['webrtcbin', 'gst-launch', 'appsink'])
def test_pasted_lines_play(bridge, watch, pipeline, told, colour):
    """What belongs to another program is left out, and said so in one line."""
    server = bridge(pipeline)
    assert shows(watch(server), colour)
    assert [line for line in server.stderr.all if told in line], server.stderr.all


@pytest.mark.case('37-b', 'Messages of wrong pipelines')
def test_messages_are_short(tmp_path):
    """At most three lines: the spot, and the line to use. Never a long list of formats."""
    expected = {
        'v4l2src ! videoconvert ! autovideosink': "  bridge 'v4l2src ! videoconvert'",
        'videotestsrc ! tee name=t ! queue ! autovideosink t. ! fakesink': "  bridge 'videotestsrc ! tee name=t",
        'videotestsrc ! nosuchelement ! fakesink': 'no element "nosuchelement"',
        'videotestsrc name=a ! identity name=a': 'two elements are called "a"',
        'webrtcbin name=w w. ! rtpvp8depay ! vp8dec': 'webrtcbin has no place here',
        f'filesrc location={tmp_path}/none.mp4 ! decodebin name=d d.video_0 ! videoconvert': 'No such file',
        'missing.mp4': 'No such file',
    }
    programs = {pipeline: Program(pipeline, '--port', '0') for pipeline in expected}
    for pipeline, program in programs.items():
        assert program.wait() == 1
        errors = [line for line in program.stderr.text().splitlines() if 'stands for' not in line]
        assert any(expected[pipeline] in line for line in errors), (pipeline, errors)
        assert len(errors) <= 3 and max(map(len, errors)) < 400, errors
    program = Program(f'videotestsrc ! x264enc ! video/x-raw,format={{ {ENDLESS} }} ! identity', '--port', '0')
    assert program.wait() == 1
    # The second line is what was typed.
    first = program.stderr.text().splitlines()[0]
    assert 'could not link' in first and len(first) < 400


@pytest.mark.case('30-b', 'A pad that the element does not have')
def test_pads_that_exist_are_named(tmp_path):
    from media import clip

    film = clip(tmp_path / 'film.mkv', 30)
    program = Program(f'uridecodebin uri=file://{film} name=d d.video_0 ! videoconvert', '--port', '0')
    assert program.wait() == 1
    errors = program.stderr.text()
    assert 'd has no pad video_0: it has src_0 (video/x-raw)' in errors and 'Write d.src_0' in errors
    # One that it could have: nothing would ever come.
    program = Program(
        f'filesrc location={film} ! matroskademux name=d d.video_7 ! h264parse d.video_0 ! fakesink', '--port', '0')
    assert program.wait() == 1
    assert 'd has no pad video_7: it has video_0 (video/x-h264)' in program.stderr.text()


@pytest.mark.case('28', 'Passwords with @ # / !')
def test_passwords_with_special_characters(bridge, watch, rtsp):
    """They work as they are typed, or say how to write them; no part of one is shown."""
    camera = rtsp(credentials=('admin', 'p@s#w/rd!1'))
    place = camera.address.removeprefix('rtsp://')
    server = bridge(f'rtspt://admin:p@s#w/rd!1@{place}')
    watch(server)
    inside = bridge(f'rtspsrc location=rtspt://admin:p@s#w/rd!1@{place} latency=0')
    assert any('write %40 for @' in line for line in inside.stderr.all)
    wrong = Program(f'rtspt://admin:wr@ng#p/w@{place}', '--no-restart', '--port', '0')
    assert wrong.wait() == 1
    errors = wrong.stderr.text()
    assert 'refused: user name or password' in errors
    told = errors + ''.join(server.stderr.all + inside.stderr.all) + str(server.status()) + str(inside.status())
    for part in ('p@s', 's#w', 'rd!1', 'p%40s', 'wr@', 'ng#', 'p/w', 'admin'):
        assert part not in told, part


@pytest.mark.case('42', 'Cameras by their lasting names')
@pytest.mark.skipif(os.geteuid() != 0, reason='only root makes devices')
def test_a_link_to_a_camera_is_a_camera(tmp_path):
    os.mknod(tmp_path / 'video7', 0o600 | stat.S_IFCHR, os.makedev(81, 250))
    folder = tmp_path / 'by-id'
    folder.mkdir()
    name = folder / 'usb-Example Cam-video-index0'
    name.symlink_to('../video7')
    program = Program(str(name), '--no-restart', '--port', '0')
    # There is no such camera: it cannot be opened, and that is said.
    assert program.wait() == 1
    errors = program.stderr.text()
    assert f'stands for: v4l2src device="{name}"' in errors and 'uridecodebin' not in errors


@pytest.mark.case('28-b', 'Texts that take long to search for secrets')
def test_no_text_holds_the_program_up(bridge):
    """A name with many underscores once took minutes at the start and in each status."""
    text = 'a_' * 40 + 'b'
    server = bridge(f'{LIVE.format("red")} ! textoverlay text="{text}"')
    server.until(lambda status: status['state'] == 'live')
    start = time.monotonic()
    for _ in range(3):
        server.status()
    assert time.monotonic() - start < 5
