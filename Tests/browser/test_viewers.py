"""Many pages watch one encoding, and one that leaves does no harm to the others."""

from conftest import BARS, FEW, received, wait_for_state
from pictures import frames


def test_three_viewers_share_one_encoder(bridge, watch):
    """One rendition for three pages; two go on undisturbed without the third; none is left after the last."""
    server = bridge(BARS)
    pages = [watch(server) for _ in range(3)]
    status = server.until(lambda status: status['viewers'] == 3)
    assert len(status['renditions']) == 1
    assert status['renditions'][0]['viewers'] == 3
    assert status['renditions'][0]['encoder']

    leaver, *others = pages
    before = [received(page) for page in others]
    leaver.context.close()
    status = server.until(lambda status: status['viewers'] == 2)
    assert status['renditions'][0]['viewers'] == 2
    for page, earlier in zip(others, before):
        pictures = frames(page, count=2, step=30)
        assert pictures[1].presented > pictures[0].presented
        later = received(page)
        assert later['framesDecoded'] > earlier['framesDecoded'] + 30
        assert later['packetsLost'] <= FEW
        assert later['pliCount'] == earlier['pliCount']
        assert page.evaluate('peers.map(({ history }) => history)') == [['connecting', 'connected']]
        assert page.evaluate('document.body.dataset.state') == 'live'

    for page in others:
        page.context.close()
    status = server.until(lambda status: status['viewers'] == 0 and not status['renditions'])
    assert status['state'] == 'live'


def test_a_browser_without_webrtc(bridge, open_page):
    """The page says what the browser lacks."""
    page = open_page(bridge(BARS).address, script='delete window.RTCPeerConnection')
    wait_for_state(page, 'refused')
    assert 'This browser has no WebRTC' in page.inner_text('#overlay-message')
