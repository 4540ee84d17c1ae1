"""What is lost on the way is sent again, or the picture begins anew; never is a wrong picture shown."""

import pytest

from conftest import BARS, received, until
from lossy import is_media, ssrc
from pictures import frames
from test_picture import check_bars


@pytest.fixture
def lossy_page(bridge, watch_through):
    """A live page whose media comes through the relay."""
    return watch_through(bridge(BARS))


def sender_report(page):
    return page.evaluate('''async () => {
      const report = await window.peers.at(-1).getStats();
      return [...report.values()].find((one) => one.type === 'remote-outbound-rtp' && one.reportsSent > 0) ?? null;
    }''')


def test_lost_packets_are_sent_again(lossy_page, relay):
    """One packet in twenty is lost: each comes again (RFC 4588), all pictures are right, none is missing."""
    before = received(lossy_page)
    relay.lose_at_random(0.05)
    for picture in frames(lossy_page, count=30, step=4):
        check_bars(picture)
    after = received(lossy_page)
    assert relay.lost >= 3
    assert after['nackCount'] > before['nackCount']
    assert after['retransmittedPacketsReceived'] > 0
    assert after['pliCount'] == before['pliCount']
    assert after['framesDropped'] - before['framesDropped'] <= 2


def test_what_is_lost_for_good_costs_one_key_frame(lossy_page, relay):
    """Half a second is lost, and every packet that is sent again: the page asks for a key frame (RFC 4585) and goes on."""
    before = received(lossy_page)
    seen = frames(lossy_page)[0]
    check_bars(seen)
    media = before['ssrc']
    relay.passes = lambda packet: not is_media(packet)
    lossy_page.wait_for_timeout(500)
    relay.passes = lambda packet: not is_media(packet) or ssrc(packet) == media
    until(lossy_page, lambda: received(lossy_page)['keyFramesDecoded'] > before['keyFramesDecoded'])
    for picture in frames(lossy_page, count=10):
        check_bars(picture)
    after = received(lossy_page)
    assert after['pliCount'] > before['pliCount']
    assert after['packetsLost'] > 0


def test_sender_reports_arrive(lossy_page):
    """The page hears how RTP time and the clock belong together (RFC 3550, section 6.4.1)."""
    until(lossy_page, lambda: sender_report(lossy_page))
    report = sender_report(lossy_page)
    assert report['packetsSent'] > 0
    now = lossy_page.evaluate('Date.now()')
    assert abs(report['remoteTimestamp'] - now) < 20_000
