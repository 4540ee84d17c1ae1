"""Pictures that the bridge encodes look as their source means them: colours, sides, lines, shape."""

import math
import statistics
import subprocess
from pathlib import Path

import pytest

from pictures import frames

FACE = Path(__file__).resolve().parents[1] / 'browser/fixtures/face.jpg'
ONLY = '''
const add = RTCPeerConnection.prototype.addTransceiver;
RTCPeerConnection.prototype.addTransceiver = function (kind, init) {
  const transceiver = add.call(this, kind, init);
  const { codecs } = RTCRtpReceiver.getCapabilities(kind);
  const wanted = codecs.filter(({ mimeType }) => ['video/CODEC', 'video/rtx'].includes(mimeType));
  if (kind === 'video') transceiver.setCodecPreferences(wanted);
  return transceiver;
};
'''
PATCHES = {
    '101010': (16, 16, 16), '808080': (128, 128, 128), 'f0f0f0': (240, 240, 240),
    'c02020': (192, 32, 32), '20c020': (32, 192, 32), '2020c0': (32, 32, 192),
}
BARS = 'videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=30/1'
BALL = 'videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=720,height=576,framerate=50/1'
TURNED = f'{BARS} ! taginject tags=image-orientation=rotate-90'
WHITE, RED, GREEN, BLUE = (255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255)


def patches(conversion, width=120, height=120):
    """Six colours side by side, made as RGB."""
    places = ' '.join(f'sink_{index}::xpos={width * index}' for index in range(6))
    colours = ' '.join(
        f'videotestsrc is-live=true pattern=solid-color foreground-color=0xff{colour}'
        f' ! video/x-raw,width={width},height={height},framerate=30/1 ! c.sink_{index}'
        for index, colour in enumerate(PATCHES))
    return (
        f'compositor name=c {places} ! video/x-raw,format=RGB,width={6 * width},height={height},framerate=30/1'
        f' {conversion} ! identity {colours}')


def only(codec):
    return ONLY.replace('CODEC', codec)


def settled(page, count=2, step=6):
    """A picture of a stream that has come to rest."""
    return frames(page, count, step)[-1]


def near(pixel, colour, tolerance):
    return all(abs(one - other) <= tolerance for one, other in zip(pixel, colour))


@pytest.mark.case('12', 'Blacks are crushed, or grey')
@pytest.mark.parametrize('conversion', [
    '',
    '! videoconvert ! video/x-raw,format=I420,colorimetry=1:4:0:0',
    '! videoconvert ! video/x-raw,format=I420,colorimetry=bt709',
    '! videoconvert ! video/x-raw,format=I420,colorimetry=bt2020',
    '! videoconvert ! jpegenc quality=95',
], ids=['rgb', 'full-range', 'bt709', 'bt2020', 'jpeg'])
def test_colours(bridge, watch, conversion):
    """Greys are right within 4, colours within 10, with each codec."""
    server = bridge(patches(conversion))
    for codec in ('H264', 'VP8', 'VP9'):
        page = watch(server, script=only(codec))
        picture = settled(page)
        for index, colour in enumerate(PATCHES.values()):
            pixel = picture.pixel(picture.width * (2 * index + 1) // 12, picture.height // 2)
            assert near(pixel, colour, 4 if len(set(colour)) == 1 else 10), (codec, colour, pixel)
        page.context.close()


@pytest.mark.case('11', "The telephone's film lies on its side")
@pytest.mark.parametrize('pipeline', [
    TURNED,
    f'{TURNED} ! videoflip video-direction=auto',
    f'{TURNED} ! videoflip video-direction=90r ! videoconvert',
    f'{BARS} ! x264enc tune=zerolatency key-int-max=30 ! taginject tags=image-orientation=rotate-90 ! h264parse',
], ids=['raw', 'turned-by-auto', 'turned-by-hand', 'encoded'])
def test_turned(bridge, watch, pipeline):
    """The picture stands upright, whether the pipeline or the bridge turns it."""
    picture = settled(watch(bridge(pipeline)))
    assert (picture.width, picture.height) == (180, 320)
    assert near(picture.pixel(90, 6), WHITE, 20)
    assert near(picture.pixel(90, 314), BLUE, 20)


@pytest.mark.case('11', "The telephone's film lies on its side")
def test_mirrored(bridge, watch):
    """Mirrored pictures are mirrored back."""
    picture = settled(watch(bridge(f'{BARS} ! jpegenc ! taginject tags=image-orientation=flip-rotate-0')))
    assert (picture.width, picture.height) == (320, 180)
    # The white bar has come to the right.
    assert near(picture.pixel(316, 30), WHITE, 40)


@pytest.mark.case('9', 'Comb lines from interlaced sources')
@pytest.mark.parametrize('pipeline', [
    f'{BALL} ! interlace field-pattern=1:1',
    f'{BALL} ! interlace field-pattern=1:1 ! video/x-raw(format:Interlaced),interlace-mode=alternate ! identity',
    'videotestsrc is-live=true pattern=ball ! interlace',
], ids=['frames', 'fields', 'mixed'])
def test_raw_interlaced(bridge, watch, pipeline):
    """Raw interlaced pictures play, without combs."""
    assert comb(settled(watch(bridge(pipeline)), 6, 1)) < 1


@pytest.mark.case('9', 'Comb lines from interlaced sources')
def test_encoded_interlaced(bridge, watch, tmp_path):
    """Interlaced H.264 is not passed on as it is."""
    film = tmp_path / 'interlaced.ts'
    subprocess.run(
        ['ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=720x576:r=50', '-vf', 'interlace', '-t', '8',
         '-c:v', 'libx264', '-preset', 'ultrafast', '-flags', '+ilme+ildct', '-bf', '0', '-g', '25', film], check=True)
    server = bridge(f'filesrc location={film} ! tsdemux ! h264parse', '--loop')
    assert comb(settled(watch(server), 8, 3)) < 1
    assert [rendition.get('encoder') for rendition in server.status()['renditions']] != [None]


def comb(picture):
    """The difference of neighbouring lines against that of every other line: above 1 where fields differ."""
    rows = [[picture.pixel(x, y)[1] for x in range(0, picture.width, 4)] for y in range(picture.height)]

    def difference(distance):
        pairs = zip(rows, rows[distance:])
        return sum(abs(one - other) for first, second in pairs for one, other in zip(first, second))

    return difference(1) / max(1, difference(2))


@pytest.mark.case('11-c', 'Pixels that are not square')
@pytest.mark.parametrize('encoder', ['identity', 'x264enc tune=zerolatency key-int-max=15 ! rtph264pay'])
def test_pixel_aspect_ratio(bridge, watch, encoder):
    """The picture has its shape, passed on or not."""
    server = bridge(
        'videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=30/1,pixel-aspect-ratio=2/1'
        f' ! {encoder}')
    picture = settled(watch(server), 2, 25)
    assert (picture.width, picture.height) == (640, 180)


@pytest.mark.case('12-b', 'Transparent pictures')
@pytest.mark.parametrize('format', ['ARGB', 'A420', 'RGBA64_LE'])
def test_alpha(bridge, watch, format):
    """What is half transparent is seen before black."""
    server = bridge(
        'videotestsrc is-live=true pattern=solid-color foreground-color=0x80ff8040'
        f' ! video/x-raw,format={format},width=160,height=120,framerate=30/1 ! identity')
    assert near(settled(watch(server)).mean(), (128, 64, 32), 5)


@pytest.mark.case('14', 'Odd sizes')
@pytest.mark.parametrize('caps', [
    'video/x-bayer,format=rggb', 'video/x-raw,format=GRAY16_BE', 'video/x-raw,format=v210',
    'video/x-raw,format=I422_12LE',
], ids=['bayer', 'grey-16', 'v210', '12-bit'])
def test_formats(bridge, watch, caps):
    """Formats of cameras' sensors and of studios are shown."""
    picture = settled(watch(bridge(f'videotestsrc is-live=true ! {caps},width=320,height=180,framerate=30/1 ! identity')))
    assert near(picture.pixel(20, 60), WHITE, 20)
    right = picture.pixel(300, 60)
    assert near(right, BLUE, 30) or near(right, (29, 29, 29), 20)


@pytest.mark.case('17', 'One picture in twenty seconds')
@pytest.mark.parametrize('encoder', [
    '', '! x264enc tune=zerolatency key-int-max=600 ! video/x-h264,profile=constrained-baseline',
    '! x264enc tune=zerolatency key-int-max=600 ! video/x-h264,profile=constrained-baseline ! rtph264pay',
], ids=['raw', 'encoded', 'rtp'])
def test_still_picture(bridge, watch, encoder):
    """Each viewer gets the newest picture of a source that stands still, with a codec of its own or not."""
    server = bridge(
        f'videotestsrc is-live=true pattern=red ! video/x-raw,width=320,height=180,framerate=30/1,format=I420'
        f' ! valve name=v {encoder}', '--control')
    # More than is kept for those who come next.
    for codec in ('H264', 'VP8') if encoder else ():
        frames(watch(server, script=only(codec)), count=2, step=25)
    server.open(
        'api/elements', method='POST', headers={'Content-Type': 'application/json'},
        data=b'{"element": "v", "property": "drop", "value": true}').close()
    for codec in ('H264', 'VP8', 'VP8', 'H264'):
        if codec == 'H264' and 'pay' in encoder:
            # Packets that were sent cannot be sent to a later viewer: their numbers are taken.
            continue
        page = watch(server, script=only(codec))
        page.wait_for_function('() => document.querySelector("#video").videoWidth === 320', timeout=6_000)


@pytest.mark.case('14-b', 'Caps that change with each picture')
def test_changing_caps(bridge, watch):
    """A source whose size changes is shown in its last size."""
    server = bridge(
        'videotestsrc is-live=true num-buffers=40 ! video/x-raw,width=320,height=180,framerate=30/1 ! c.'
        ' videotestsrc is-live=true pattern=red ! video/x-raw,width=160,height=120,framerate=30/1 ! c.'
        ' concat name=c ! identity')
    page = watch(server)
    page.wait_for_function('() => document.querySelector("#video").videoWidth === 160', timeout=8_000)
    assert near(settled(page).mean(), RED, 20)


CONTENTS = {
    'test picture': 'testsrc2=s=640x360:r=30',
    'film': 'mandelbrot=s=640x360:r=30:end_scale=0.02,noise=alls=4:allf=t',
    'screen': "color=white:s=640x360:r=30,drawtext=text='the quick brown fox jumps over the lazy dog 0123456789'"
              ":fontsize=12:fontcolor=black:x=200:y=140-2*n,drawtext=text='red and blue words of small letters'"
              ':fontsize=12:fontcolor=red:x=210:y=210-2*n',
    'noise': 'testsrc2=s=640x360:r=30,noise=alls=25:allf=t',
    'face': f"movie='{FACE}',scale=800:-2:out_range=tv,format=yuv420p,loop=-1:1,setpts=N/30/TB,crop=640:360:x='4*n':y=100",
}


def brightness(pixels, step):
    return [(299 * red + 587 * green + 114 * blue) / 1000 for red, green, blue in
            zip(pixels[::step], pixels[1::step], pixels[2::step])]


@pytest.mark.case('12-c', 'Blocks and colour residue')
def test_quality(bridge, watch, tmp_path):
    """The default bitrate keeps what is in a picture, whatever it is."""
    film = tmp_path / 'film.mkv'
    graph = ';'.join(f'{source},trim=end_frame=30,setsar=1,format=yuv420p[{index}]' for index, source in
                     enumerate(CONTENTS.values()))
    pads = ''.join(f'[{index}]' for index in range(len(CONTENTS)))
    subprocess.run(
        ['ffmpeg', '-y', '-v', 'error', '-filter_complex', f'{graph};{pads}concat=n={len(CONTENTS)}', '-c:v', 'ffv1', film],
        check=True)
    # The brightness of 72 × 72 pixels in the middle: between the pixels of colour every decoder guesses in its own way.
    raw = subprocess.run(
        ['ffmpeg', '-v', 'error', '-i', film, '-vf', 'crop=72:72:284:144,format=rgb24', '-f', 'rawvideo', '-'], check=True,
        capture_output=True).stdout
    size = 72 * 72 * 3
    originals = [brightness(raw[at:at + size], 3)[::3] for at in range(0, len(raw), size)]
    page = watch(bridge(f'filesrc location={film} ! matroskademux', '--loop'))
    page.wait_for_timeout(1_000)
    found = {content: [] for content in CONTENTS}
    for picture in frames(page, count=30, step=5, deadline=30):
        rows = (picture.pixels[4 * (y * 640 + 284):4 * (y * 640 + 356)] for y in range(144, 216))
        shown = brightness(b''.join(rows), 4)[::3]
        error, index = min(
            (sum((one - other) ** 2 for one, other in zip(shown, original)), index)
            for index, original in enumerate(originals))
        found[list(CONTENTS)[index // 30]].append(10 * math.log10(255 ** 2 * len(shown) / max(error, 1)))
    ratios = {content: statistics.median(ratios) for content, ratios in found.items()}
    assert min(ratios.values()) > 28, f'peak signal-to-noise ratios in dB: {ratios}'
