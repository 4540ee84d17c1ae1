"""Firefox with a fresh profile, which has no H.264."""

import socket
import time
import urllib.request

import pytest

from conftest import BARS
from lossy import LossyRelay, candidates, is_media, ssrc, without_candidates
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

# A connection beside the page's own.
OFFER = '''
const [done] = arguments;
const peer = window.lossyPeer = new RTCPeerConnection();
const video = window.lossyVideo = document.createElement('video');
Object.assign(video, { muted: true, autoplay: true });
document.body.prepend(video);
peer.ontrack = ({ streams: [stream] }) => { video.srcObject = stream; };
peer.addTransceiver('video', { direction: 'recvonly' });
peer.onicegatheringstatechange = () => {
  if (peer.iceGatheringState === 'complete') done(peer.localDescription.sdp);
};
peer.setLocalDescription();
'''
ACCEPT = '''
const [sdp, done] = arguments;
window.lossyPeer.setRemoteDescription({ type: 'answer', sdp }).then(() => done());
'''
# What it has received, and the colour of the middle of its picture.
RECEIVED = '''
const [done] = arguments;
const { lossyPeer: peer, lossyVideo: video } = window;
const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
canvas.getContext('2d').drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
const [red, green, blue] = canvas.getContext('2d').getImageData(0, 0, 1, 1).data;
peer.getStats().then((report) => {
  const all = [...report.values()];
  const stream = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video') ?? {};
  const sender = all.find(({ type }) => type === 'remote-outbound-rtp') ?? {};
  const { ssrc, packetsReceived, packetsLost, nackCount, pliCount, framesDecoded } = stream;
  const colour = [red, green, blue];
  done({ ssrc, packetsReceived, packetsLost, nackCount, pliCount, framesDecoded, colour, sent: sender.packetsSent });
});
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


def test_firefox_through_the_shared_port(bridge, firefox):
    """One UDP port for all viewers: the responses to its STUN checks name no loopback address, which it would drop."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(('127.0.0.1', 0))
        port = one.getsockname()[1]
    server = bridge(BARS, '--media-port', str(port), '--lan')
    firefox.open(server.address)
    assert firefox.run(WATCH, 30)['state'] == 'live'


def test_firefox_gets_what_was_lost(bridge, firefox):
    """Lost packets are sent again; what is lost for good costs one key frame; sender reports arrive."""
    server = bridge(BARS.replace('smpte', 'green'))
    firefox.open(server.address)
    offer = without_candidates(firefox.run(OFFER))
    request = urllib.request.Request(f'{server.address}whep', offer.encode(), {'Content-Type': 'application/sdp'})
    with urllib.request.urlopen(request, timeout=10) as response:
        answer = response.read().decode()
    # Firefox does not connect over loopback addresses.
    relay = LossyRelay(next(address for address, _ in candidates(answer) if not address.startswith('127.')))

    def until(condition, seconds=20):
        end = time.monotonic() + seconds
        while not condition(seen := firefox.run(RECEIVED)):
            assert time.monotonic() < end, seen
            time.sleep(0.1)
        return seen

    def shows_green(seen):
        red, green, blue = seen['colour']
        return green > 200 and red < 60 and blue < 60

    try:
        firefox.run(ACCEPT, relay.between(answer))
        before = until(lambda seen: (seen['framesDecoded'] or 0) > 10 and shows_green(seen))

        relay.lose_at_random(0.1)
        again = until(lambda seen: seen['framesDecoded'] >= before['framesDecoded'] + 120)
        assert relay.lost >= 3
        assert again['nackCount'] > before['nackCount']
        assert again['pliCount'] == before['pliCount']
        assert shows_green(again)

        # Half a second of it is lost.
        relay.passes = lambda packet: not is_media(packet)
        time.sleep(0.5)
        relay.passes = lambda packet: not is_media(packet) or ssrc(packet) == before['ssrc']
        renewed = until(lambda seen: seen['pliCount'] > again['pliCount'])
        until(lambda seen: seen['framesDecoded'] >= renewed['framesDecoded'] + 30 and shows_green(seen))
        until(lambda seen: (seen['sent'] or 0) > 0)
    finally:
        relay.close()
