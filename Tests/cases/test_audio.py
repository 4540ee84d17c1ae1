"""Audio of every kind is heard as the tone that it is."""

import subprocess

import pytest

from tones import loudest

PICTURE = 'videotestsrc is-live=true ! video/x-raw,width=160,height=90,framerate=15/1 ! identity'
TONE = 'audiotestsrc is-live=true freq=440'


@pytest.mark.case('22', 'Surround Opus is passed on as stereo')
@pytest.mark.parametrize('chain', [
    'audio/x-raw,channels=6,channel-mask=(bitmask)0x3f ! opusenc',
    'audio/x-raw,channels=6,channel-mask=(bitmask)0x3f',
    'audio/x-raw,channels=16,channel-mask=(bitmask)0x0',
], ids=['opus', 'raw', 'unpositioned'])
def test_many_channels(bridge, watch, chain):
    """More than two channels are mixed."""
    heard(bridge(f'{PICTURE} {TONE} ! {chain} ! identity'), watch)


@pytest.mark.case('23', 'Camera sound: PCMU, PCMA, G.722, AAC')
@pytest.mark.parametrize('chain', [
    'audio/x-raw,rate=8000,channels=1 ! alawenc',
    'audioresample ! audio/x-raw,rate=16000,channels=1 ! avenc_g722',
    'audioconvert ! avenc_eac3',
    'audio/x-raw,format=F64LE,rate=96000,layout=non-interleaved,channels=2',
], ids=['pcma', 'g722', 'eac3', 'studio'])
def test_formats(bridge, watch, chain):
    """Audio that browsers do not take is encoded; the video beside it plays."""
    heard(bridge(f'{PICTURE} {TONE} ! {chain} ! identity'), watch)


@pytest.mark.case('23-c', 'Films with audio of six channels')
@pytest.mark.parametrize('codec', ['dca', 'eac3', 'aac'])
def test_films(bridge, watch, tmp_path, codec):
    film = tmp_path / 'film.mkv'
    subprocess.run(
        ['ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', 'color=blue:s=160x90:r=15', '-f', 'lavfi', '-i', 'sine=f=440:r=48000,volume=8',
         '-t', '30', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', codec, '-ac', '6', '-strict', '-2', film], check=True)
    heard(bridge(f'filesrc location={film} ! matroskademux'), watch)


@pytest.mark.case('23-b', 'Audio that nothing decodes')
def test_unknown_audio(bridge, watch):
    """The status says why it is not heard, the log says it once."""
    server = bridge(
        f'{PICTURE} {TONE} ! audioconvert ! capsfilter caps=audio/x-raw,format=S8'
        ' ! capssetter replace=true join=false caps=audio/x-foo,rate=8000,channels=1 ! identity')
    page = watch(server)
    status = server.until(lambda status: any(stream.get('problem') for stream in status['streams']))
    assert [stream.get('problem') for stream in status['streams'] if stream['kind'] == 'video'] == [None]
    page.wait_for_timeout(4_000)
    lines = [line for line in server.stderr.all if 'error' in line and 'audio_0' in line]
    assert len(lines) == 1 and 'audio/x-foo' in lines[0], lines


def heard(server, watch):
    page = watch(server)
    page.click('body')
    assert abs(loudest(page) - 440) <= 15
    page.context.close()
