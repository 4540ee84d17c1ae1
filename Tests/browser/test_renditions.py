"""Two encodings of one stream in one codec: each page shows the figures of its own."""

from conftest import wait_for_text

PIPELINE = (
    'videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=30/1'
    ' ! x264enc tune=zerolatency speed-preset=ultrafast cabac=true key-int-max=30 ! video/x-h264,profile=main')

# A browser that knows no profile but the least.
BASELINE = '''
const plain = RTCPeerConnection.prototype.addTransceiver;
RTCPeerConnection.prototype.addTransceiver = function (kind, options) {
  const transceiver = plain.call(this, kind, options);
  const codecs = RTCRtpReceiver.getCapabilities('video').codecs;
  const isWanted = ({ mimeType, sdpFmtpLine = '' }) => {
    return mimeType === 'video/H264' && /profile-level-id=42/.test(sdpFmtpLine) && /packetization-mode=1/.test(sdpFmtpLine);
  };
  if (kind === 'video') transceiver.setCodecPreferences(codecs.filter(isWanted));
  return transceiver;
};
'''


def test_each_page_has_its_own_figures(bridge, watch):
    """One page gets the stream as it is, the other encoded anew, both as H.264: each names what it gets."""
    server = bridge(PIPELINE)
    passed_on = watch(server)
    wait_for_text(passed_on, '#encoder', 'passed on')
    encoded = watch(server, script=BASELINE)
    wait_for_text(encoded, '#encoder', 'x264enc')
    status = server.status()
    assert [one['codec'] for one in status['renditions']] == ['H264', 'H264']
    ids = {one.get('encoder'): one['id'] for one in status['renditions']}
    assert [one['renditions'] for one in status['watching']] == [[ids[None]], [ids['x264enc']]]
    for page, encoder in ((passed_on, None), (encoded, 'x264enc')):
        assert page.evaluate('messages.findLast(({ type }) => type === "clock").streams[0].rendition') == ids[encoder]
        # Also later, when the status has told of both.
        page.wait_for_timeout(1_500)
        assert page.inner_text('#encoder') == (encoder or 'passed on')
