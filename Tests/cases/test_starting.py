"""Pipelines start, whatever their pads do, and wait for what is not there yet."""

import os
import subprocess
import time

import pytest

from camera import PICTURE, free_port
from conftest import BARS, wait_for_state
from media import launch
from pictures import frames
from program import Program

TONE = 'audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! mulawenc ! rtppcmupay'


# `STARTS=100 make cases` starts each form so often.
STARTS = int(os.environ.get('STARTS', '1'))
# The same film with audio in containers of each kind, with codecs that are usual there.
CODECS = {
    'mp4': ('libx264', 'aac'), 'mov': ('libx265', 'alac'), 'mkv': ('libx264', 'libopus'), 'ts': ('libx264', 'aac'),
    'flv': ('libx264', 'aac'), 'webm': ('libvpx', 'libvorbis'), 'avi': ('mpeg4', 'libmp3lame'),
    'ogv': ('libtheora', 'libvorbis'), 'mpg': ('mpeg2video', 'mp2'),
}


@pytest.fixture(scope='session')
def films(tmp_path_factory):
    folder = tmp_path_factory.mktemp('films')
    for ending, (video, audio) in CODECS.items():
        speed = ['-preset', 'ultrafast'] if video in ('libx264', 'libx265') else []
        subprocess.run(
            ['ffmpeg', '-y', '-loglevel', 'quiet', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30', '-f', 'lavfi',
             '-i', 'sine=f=440:r=48000', '-t', '8', '-c:v', video, *speed, '-g', '15', '-pix_fmt', 'yuv420p', '-c:a', audio,
             '-ac', '2', folder / f'film.{ending}'], check=True)
    return folder


@pytest.mark.case('2', 'A bare demuxer starts by luck')
@pytest.mark.parametrize('form', [
    'mp4 ! qtdemux', 'mov ! qtdemux', 'mkv ! matroskademux', 'webm ! matroskademux', 'ts ! tsdemux', 'flv ! flvdemux',
    'avi ! avidemux', 'ogv ! oggdemux', 'mpg ! mpegpsdemux', 'ts ! tsparse ! tsdemux', 'mp4 ! parsebin', 'ts ! parsebin',
    'mkv', 'ts', 'flv', 'mp4 ! decodebin', 'webm ! decodebin ! queue', 'avi ! decodebin3',
    'mp4 ! qtdemux name=d d.video_0 ! queue ! h264parse d.audio_0 ! queue',
    'mp4 ! qtdemux name=d d.video_0 ! queue ! decodebin d.audio_0 ! queue ! decodebin',
])
def test_every_demuxer(bridge, films, form):
    """Both streams of a film are there, at every start."""
    for _ in range(STARTS):
        server = bridge(f'filesrc location={films}/film.{form}')
        status = server.until(lambda status: len(status['streams']) == 2 and status['frames'] > 5)
        assert {stream['kind'] for stream in status['streams']} == {'video', 'audio'}
        server.finish()


@pytest.mark.case('39', 'Bins in parentheses')
@pytest.mark.parametrize('pipeline', [
    '( videotestsrc is-live=true ! video/x-raw,width=640,height=360 ! identity )',
    'bin.( videotestsrc is-live=true ! queue ) audiotestsrc is-live=true',
    '( ( videotestsrc is-live=true ! videoconvert ) )',
])
def test_bins(bridge, pipeline):
    assert bridge(pipeline).until(lambda status: status['state'] == 'live')['streams'][0]['kind'] == 'video'


@pytest.mark.case('39-b', 'A pad that cannot be shown beside one that can')
def test_a_pad_that_cannot_be_shown(bridge, watch):
    server = bridge(f'{BARS} fakesrc is-live=true ! text/x-raw ! identity')
    frames(watch(server), count=2)


@pytest.mark.case('26', 'Audio that is announced and never comes')
def test_silent_audio(bridge, watch):
    """The picture is there at once; the audio reaches the open page when it comes."""
    port = free_port()
    begin = time.time()
    server = bridge(f'{BARS} udpsrc address=127.0.0.1 port={port}'
                    ' caps=application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0')
    assert time.time() - begin < 10
    page = watch(server)
    frames(page, count=10)
    sender = subprocess.Popen(['gst-launch-1.0', '-q', *f'{TONE} ! udpsink host=127.0.0.1 port={port}'.split()])
    try:
        server.until(lambda status: any(stream['kind'] == 'audio' for stream in status['streams']))
        page.wait_for_function("() => document.querySelector('#video').srcObject?.getAudioTracks().length > 0", timeout=15_000)
    finally:
        sender.kill()
        sender.wait()


@pytest.mark.case('29', 'The camera is not there yet')
def test_a_camera_that_comes_later(bridge, open_page, rtsp):
    port = free_port()
    server = bridge(f'rtspt://127.0.0.1:{port}/stream')
    assert server.status()['state'] in ('starting', 'retrying')
    page = open_page(server.address)
    page.wait_for_function("() => document.querySelector('.overlay').innerText.includes('Failed to connect')", timeout=15_000)
    rtsp(port=port)
    wait_for_state(page, 'live', deadline=25)
    frames(page, count=2)


@pytest.mark.case('29-b', 'A sender over UDP that comes later')
def test_a_sender_that_comes_later(bridge, open_page):
    port = free_port()
    server = bridge(f'udpsrc address=127.0.0.1 port={port}'
                    ' caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=H264')
    status = server.status()
    assert status['state'] == 'starting' and str(port) in status['waitingFor']
    page = open_page(server.address)
    sender = subprocess.Popen(
        ['gst-launch-1.0', '-q', *PICTURE.replace(' name=pay0', '').split(), '!', 'udpsink', 'host=127.0.0.1', f'port={port}'])
    try:
        wait_for_state(page, 'live', deadline=25)
        frames(page, count=2)
    finally:
        sender.kill()
        sender.wait()


@pytest.mark.case('29-c', 'What can never work ends at once')
@pytest.mark.parametrize('pipeline', ['filesrc location=/nowhere/film.mp4 ! decodebin', 'filesrc location=/etc/hostname'])
def test_what_can_never_work(pipeline):
    program = Program(pipeline, '--port', '0')
    assert program.wait(10) == 1
    assert len(program.stderr.text().strip().splitlines()) <= 3


@pytest.mark.case('30', 'Two pictures in one source')
def test_two_videos(bridge, watch, rtsp):
    """The first in the session description is shown, however late its pad opens."""
    colour = 'videotestsrc is-live=true pattern={} ! video/x-raw,width=320,height=240,framerate=15/1 ! x264enc' \
        ' tune=zerolatency threads=2 speed-preset=ultrafast key-int-max=15 ! rtph264pay config-interval=-1 name=pay{}'
    camera = rtsp(f"( {colour.format('red', 0).replace(' ! x264enc', ' ! queue min-threshold-time=300000000 ! x264enc')}"
                  f" {colour.format('blue', 1)} )")
    server = bridge(camera.address)
    server.until(lambda status: len(status['streams']) == 2)
    red, _, blue = frames(watch(server), count=3)[-1].mean()
    assert red > 180 and blue < 80
    assert [stream['isShown'] for stream in sorted(server.status()['streams'], key=lambda one: one['name'])] == [True, False]


@pytest.mark.case('25', 'A third stream with metadata')
@pytest.mark.parametrize('order', [(0, 1), (1, 0)])
def test_metadata_streams(bridge, rtsp, order):
    """A stream that is neither video nor audio is left out, wherever it stands."""
    picture, metadata = order
    camera = rtsp(f"( {PICTURE.replace('pay0', f'pay{picture}')} videotestsrc is-live=true"
                  f' ! video/x-raw,format=GRAY8,width=16,height=16,framerate=1/10 ! rtpgstpay name=pay{metadata} pt=107 )')
    server = bridge(camera.address)
    status = server.until(lambda status: status['state'] == 'live')
    assert [(stream.get('width', 640), stream['kind']) for stream in status['streams']] == [(640, 'video')]
    assert 'left out' in ''.join(server.stderr.all)


@pytest.mark.case('38', 'The recording beside it cannot be opened')
@pytest.mark.parametrize('muxer', ['mp4mux', 'matroskamux'])
def test_recordings_end(bridge, tmp_path, muxer):
    """A file that the pipeline writes has an end when the program is stopped."""
    path = tmp_path / 'recording'
    server = bridge('videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1 ! tee name=t ! queue'
                    f' ! x264enc tune=zerolatency speed-preset=ultrafast ! {muxer} ! filesink location={path} t. ! queue')
    server.until(lambda status: status['frames'] > 40)
    server.finish()
    probe = subprocess.run(
        ['ffprobe', '-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path],
        capture_output=True, text=True, check=True)
    assert float(probe.stdout) > 1


@pytest.mark.case('41', 'A still picture')
@pytest.mark.parametrize('options', [(), ('--loop',)])
def test_a_still_picture(bridge, watch, tmp_path, options):
    """It stays, and costs nothing."""
    path = tmp_path / 'still.jpg'
    launch(f'videotestsrc num-buffers=1 pattern=red ! video/x-raw,width=320,height=240 ! jpegenc ! filesink location={path}')
    server = bridge(f'filesrc location={path} ! jpegdec', *options)
    first = server.until(lambda status: status['state'] == 'live')
    page = watch(server)
    page.wait_for_function("() => document.querySelector('#video').videoWidth === 320", timeout=10_000)
    second = server.status()
    assert second['state'] == 'live' and second['frames'] == first['frames'] == 1
